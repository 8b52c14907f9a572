using System.Diagnostics;
using System.Text.Json.Nodes;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>What a monitoring user without any capability is told by the agent that runs as a unit.</summary>
public sealed class AskTests
{
    [Fact]
    public void A_member_of_the_group_is_told_what_check_says_and_nobody_else_is()
    {
        using var host = ServiceHost.Up("ask");
        Assert.Equal(3, host.AskAsNobody(inGroup: true, "check").Exit);

        var clean = Same(host, 0);
        Assert.StartsWith("VIRTAGENT OK - ", clean, StringComparison.Ordinal);
        host.Lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        Assert.StartsWith("VIRTAGENT CRITICAL - ", Same(host, 2), StringComparison.Ordinal);

        var status = host.AskAsNobody(inGroup: true, "status");
        Assert.Equal((0, ""), (status.Exit, status.Error));
        Assert.Contains(" CRITICAL  forward-leak ", status.Out, StringComparison.Ordinal);
        var json = JsonNode.Parse(host.AskAsNobody(inGroup: true, "status", "--format", "json").Out)!;
        var leak = json["findings"]!.AsArray().Single(
            finding => ((string?)finding!["code"], (string?)finding["network"]) == ("forward-leak", "network1"))!;
        Assert.Equal("critical", (string?)leak["severity"]);
        Assert.True(DateTimeOffset.Parse((string)leak["first_seen"]!,
            null) <= DateTimeOffset.Parse((string)json["last_proof"]!, null));
        Assert.Null((string?)json["stale"]);
        Assert.Equal(0, host.AskAsNobody(inGroup: true, "history", "--kind", "finding-raised").Exit);
        Assert.NotEqual(0, host.AskAsNobody(inGroup: false, "history").Exit);

        host.Lab.Must("iptables", "-D", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        Assert.Equal(clean, Same(host, 0));

        var stranger = host.AskAsNobody(inGroup: false, "check", "--via-daemon");
        Assert.Equal(3, stranger.Exit);
        Assert.StartsWith("VIRTAGENT UNKNOWN - you may not ask", stranger.Out, StringComparison.Ordinal);
        Assert.Contains("usermod -aG virt-agent", stranger.Error, StringComparison.Ordinal);
        Assert.Equal(1, host.AskAsNobody(inGroup: false, "status").Exit);

        // Who may ask may not tell of ports: only the hook, which is root, may.
        var tell = host.Lab.Run(
            "setpriv", "--reuid=nobody", "--regid=nogroup", "--groups", ServiceHost.Unit, "test", "-w",
                "/run/virt-agent/hook.sock");
        Assert.NotEqual(0, tell.Exit);
    }

    [Fact]
    public void An_agent_that_is_frozen_or_does_not_run_is_unknown_and_never_fine()
    {
        using var host = ServiceHost.Up("askfrozen");
        Assert.Equal(0, Wait(host, 0).Exit);

        host.Lab.Must("systemctl", "kill", "-s", "STOP", ServiceHost.Unit);
        var frozen = host.AskAsNobody(inGroup: true, "check", "--via-daemon");
        Assert.Equal(3, frozen.Exit);
        Assert.Contains("does not answer", frozen.Out, StringComparison.Ordinal);
        Assert.Equal(1, host.AskAsNobody(inGroup: true, "status").Exit);

        host.Lab.Must("systemctl", "kill", "-s", "CONT", ServiceHost.Unit);
        Assert.Equal(0, Wait(host, 0).Exit);

        // Its socket stays behind.
        host.Lab.Must("systemctl", "kill", "-s", "KILL", ServiceHost.Unit);
        host.Lab.Shell("until [ \"$(systemctl show -P NRestarts virt-agent)\" -ge 1 ] "
                + "&& systemctl is-active -q virt-agent; do sleep 0.1; done");
        Assert.Equal(0, Wait(host, 0).Exit);

        host.Lab.Must("systemctl", "stop", ServiceHost.Unit);
        var stopped = host.AskAsNobody(inGroup: true, "check", "--via-daemon");
        Assert.Equal(3, stopped.Exit);
        Assert.Contains("systemctl start virt-agent", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(1, host.AskAsNobody(inGroup: true, "status").Exit);
    }

    // The daemon follows within moments; what it then tells is what check tells, to the letter.
    private static string Same(ServiceHost host, int exit)
    {
        var check = Agent.Run(host.Lab, "check");
        var daemon = Wait(host, answer => (answer.Exit, answer.Out, answer.Error) == (exit, check.Out, ""));
        Assert.Equal((exit, check.Out, ""), (daemon.Exit, daemon.Out, daemon.Error));
        Assert.Equal(exit, check.Exit);
        var json = Agent.Run(host.Lab, "check", "--format", "json");
        var asked = host.AskAsNobody(inGroup: true, "check", "--via-daemon", "--format", "json");
        Assert.Equal(Timeless(json), Timeless(asked));
        return daemon.Out;
    }

    private static Command Wait(ServiceHost host, int exit) => Wait(host, answer => answer.Exit == exit);

    private static Command Wait(ServiceHost host, Predicate<Command> expected)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var answer = host.AskAsNobody(inGroup: true, "check", "--via-daemon");
            if (expected(answer) || patience.Elapsed > TimeSpan.FromSeconds(20)) return answer;
            Thread.Sleep(100);
        }
    }

    private static string Timeless(Command check)
    {
        var answer = JsonNode.Parse(check.Out)!.AsObject();
        Assert.True(answer.Remove("captured"));
        answer.Remove("last_proof");
        return answer.ToJsonString();
    }
}
