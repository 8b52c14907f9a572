using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The unit under a real systemd, as its own user with one capability.</summary>
public sealed class ServiceTests
{
    [Fact]
    public void The_unit_watches_alerts_and_comes_back_with_one_capability()
    {
        using var host = ServiceHost.Up("service");
        var lab = host.Lab;
        Assert.Equal("virt-agent", lab.Must("ps", "-o", "user=", "-p", host.MainPid).Trim());
        Assert.Equal("0000000000001000", lab.Shell("awk '/^CapEff/ { print $2 }' /proc/$1/status", host.MainPid).Trim());

        lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        var leak = host.JournalEntry("VIRTAGENT_KIND=finding-raised", "VIRTAGENT_CODE=forward-leak",
            "VIRTAGENT_NETWORK=network1");
        Assert.Equal("2", leak.GetProperty("PRIORITY").GetString());
        Assert.Contains("-A FORWARD -i virbr1 -j ACCEPT", leak.GetProperty("VIRTAGENT_TRACE").ToString(),
            StringComparison.Ordinal);
        var findings = lab.Must(
            "busctl", "get-property", "io.github.virtagent", "/io/github/virtagent", "io.github.virtagent.Agent1", "Findings");
        Assert.Contains("forward-leak", findings, StringComparison.Ordinal);

        lab.Must("iptables", "-D", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        host.JournalEntry("VIRTAGENT_KIND=finding-cleared", "VIRTAGENT_NETWORK=network1");

        Assert.InRange(ServiceHost.Exposure(lab), 0, 1.8);

        var before = host.MainPid;
        lab.Must("systemctl", "kill", "-s", "KILL", "virt-agent");
        lab.Shell("until [ \"$(systemctl show -P NRestarts virt-agent)\" -ge 1 ] "
                + "&& systemctl is-active -q virt-agent; do sleep 0.1; done");
        Assert.NotEqual(before, host.MainPid);

        lab.Must("systemctl", "stop", "virt-agent");
        Assert.Equal("success", lab.Must("systemctl", "show", "-P", "Result", "virt-agent").Trim());
        Assert.Equal(0, Agent.Run(lab, "ledger", "verify").Exit);
    }
}
