using System.Globalization;
using System.Text.Json;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The unit under a real systemd, as its own user with one capability.</summary>
public sealed class ServiceTests
{
    private const string Install = """
        ln -s "$1" /usr/bin/virt-agent
        cp "$2/virt-agent.service" /etc/systemd/system/
        cp "$2/deploy/systemd/virt-agent.sysusers" /usr/lib/sysusers.d/virt-agent.conf
        cp "$2/deploy/dbus/io.github.virtagent.conf" /usr/share/dbus-1/system.d/
        systemd-sysusers
        systemctl reload dbus
        systemctl daemon-reload
        """;

    [Fact]
    public void The_unit_watches_alerts_and_comes_back_with_one_capability()
    {
        using var host = KvmHost.Up("service");
        var lab = host.Lab;
        lab.Shell(Install, Agent.Program, RepositoryFolder.Path("").TrimEnd('/'));
        // READY comes with the first turn of the loop, so this returns when it watches.
        lab.Must("systemctl", "start", "virt-agent");
        Assert.Equal("virt-agent", lab.Must("ps", "-o", "user=", "-p", MainPid(lab)).Trim());
        Assert.Equal("0000000000001000", lab.Shell("awk '/^CapEff/ { print $2 }' /proc/$1/status", MainPid(lab)).Trim());

        lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        var leak = JournalEntry(lab, "VIRTAGENT_KIND=finding-raised", "VIRTAGENT_CODE=forward-leak", "VIRTAGENT_NETWORK=network1");
        Assert.Equal("2", leak.GetProperty("PRIORITY").GetString());
        Assert.Contains("-A FORWARD -i virbr1 -j ACCEPT", leak.GetProperty("VIRTAGENT_TRACE").ToString(), StringComparison.Ordinal);
        var findings = lab.Must(
            "busctl", "get-property", "io.github.virtagent", "/io/github/virtagent", "io.github.virtagent.Agent1", "Findings");
        Assert.Contains("forward-leak", findings, StringComparison.Ordinal);

        lab.Must("iptables", "-D", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        JournalEntry(lab, "VIRTAGENT_KIND=finding-cleared", "VIRTAGENT_NETWORK=network1");

        var exposure = lab.Must("systemd-analyze", "security", "--no-pager", "virt-agent")
            .Split("virt-agent.service:")[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        Assert.InRange(double.Parse(exposure, CultureInfo.InvariantCulture), 0, 2.0);

        var before = MainPid(lab);
        lab.Must("systemctl", "kill", "-s", "KILL", "virt-agent");
        lab.Shell("until [ \"$(systemctl show -P NRestarts virt-agent)\" -ge 1 ] && systemctl is-active -q virt-agent; do sleep 0.1; done");
        Assert.NotEqual(before, MainPid(lab));

        lab.Must("systemctl", "stop", "virt-agent");
        Assert.Equal("success", lab.Must("systemctl", "show", "-P", "Result", "virt-agent").Trim());
        Assert.Equal(0, Agent.Run(lab, "ledger", "verify").Exit);
    }

    private static string MainPid(Lab lab) => lab.Must("systemctl", "show", "-P", "MainPID", "virt-agent").Trim();

    private static JsonElement JournalEntry(Lab lab, params string[] fields)
    {
        for (var i = 0; i < 100; i++)
        {
            var lines = lab.Run(["journalctl", "-q", "-o", "json", "--no-pager", "_SYSTEMD_UNIT=virt-agent.service", .. fields]).Out;
            if (lines.Length > 0) return JsonDocument.Parse(lines.Split('\n')[0]).RootElement;
            Thread.Sleep(100);
        }

        throw new TimeoutException($"No entry with {string.Join(' ', fields)}.");
    }
}
