using System.Text.Json.Nodes;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary><c>systemctl reload virt-agent</c> under a real systemd.</summary>
public sealed class ReloadTests
{
    private const string Metrics = "/var/lib/virt-agent/agent.prom";

    [Fact]
    public void A_good_configuration_is_taken_by_the_process_that_runs_and_a_bad_one_fails_the_reload()
    {
        using var host = ServiceHost.Up("reload");
        var process = host.MainPid;

        Write(host, $$"""
            { "resync": "45s", "metrics": { "file": "{{Metrics}}" }, "endpoint": { "listen": "unix:/run/virt-agent/metrics.sock" } }
            """);
        host.Lab.Must("systemctl", "reload", ServiceHost.Unit);
        host.Logged("configuration taken; changed: resync, metrics file, endpoint");
        host.Lab.Shell("until grep -q virtagent_network_verdict $1; do sleep 0.1; done; test -S /run/virt-agent/metrics.sock",
            Metrics);

        // The command that refuses it says why, where systemctl status shows it.
        Write(host, """{ "resync": "soon" }""");
        Assert.NotEqual(0, host.Lab.Run("systemctl", "reload", ServiceHost.Unit).Exit);
        host.Logged("error: /etc/virt-agent/virt-agent.json: resync has to be a time");
        var kept = Configuration(host, _ => true);
        Assert.Equal((null, 0), ((string?)kept["refused"], kept["problems"]!.AsArray().Count));

        // Without that command before it, the agent refuses it itself.
        host.Lab.Must("systemctl", "kill", "-s", "HUP", ServiceHost.Unit);
        host.Logged("configuration refused, the old one is kept: /etc/virt-agent/virt-agent.json: resync has to be a time");
        var refused = Configuration(host, now => (string?)now["refused"] is not null);
        Assert.Contains("resync has to be a time", (string?)refused["problems"]![0], StringComparison.Ordinal);
        Assert.Equal((string?)kept["taken"], (string?)refused["taken"]);

        // A configuration nobody may read is not the default one.
        host.Lab.Shell("chmod 0700 /etc/virt-agent");
        Assert.NotEqual(0, host.Lab.Run("systemctl", "reload", ServiceHost.Unit).Exit);
        host.Lab.Shell("chmod 0755 /etc/virt-agent");

        Write(host, """{ "uri": "qemu:///session" }""");
        host.Lab.Must("systemctl", "reload", ServiceHost.Unit);
        host.Logged("configuration: uri stays qemu:///system until virt-agent is restarted");
        host.Lab.Shell("while test -e /run/virt-agent/metrics.sock; do sleep 0.1; done");
        var taken = Configuration(host, now => now["waits_for_restart"]!.AsArray().Count > 0);
        Assert.Equal((null, "uri"), ((string?)taken["refused"], (string?)taken["waits_for_restart"]![0]));

        Assert.Equal("active", host.Lab.Must("systemctl", "is-active", ServiceHost.Unit).Trim());
        Assert.Equal(process, host.MainPid);
        Assert.Equal(0, host.AskAsNobody(inGroup: true, "check", "--via-daemon").Exit);
    }

    private static void Write(ServiceHost host, string text) =>
        host.Lab.Shell("install -d -m 0755 /etc/virt-agent; printf '%s' \"$1\" > /etc/virt-agent/virt-agent.json", text);

    // What is logged is in status a moment later.
    private static JsonNode Configuration(ServiceHost host, Predicate<JsonNode> expected)
    {
        for (var i = 0; i < 100; i++)
        {
            var now = JsonNode.Parse(host.AskAsNobody(inGroup: true, "status", "--format", "json").Out)!["configuration"]!;
            if (expected(now)) return now;
            Thread.Sleep(100);
        }

        throw new TimeoutException("The configuration is not as it should be.");
    }
}
