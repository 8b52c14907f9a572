using VirtAgent.SystemTests.Leaks;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>What virt-agent says when it cannot read what it needs: why, soon, and never that a network is isolated.</summary>
[Collection(OneLeakHost.Name)]
public sealed class UnreadTests(LeakHost host)
{
    private const string Libvirtd = "libvirtd.service libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket";

    [Fact]
    public void A_frozen_libvirtd_is_a_gap_and_for_the_other_verbs_one_line()
    {
        var daemon = host.Lab.Must("systemctl", "show", "-p", "MainPID", "--value", "libvirtd").Trim();
        host.Lab.Must("kill", "-STOP", daemon);
        try
        {
            AssertGap(Check(), "does not answer");
            AssertOneLine("does not answer", "ports");
        }
        finally
        {
            host.Lab.Must("kill", "-CONT", daemon);
        }
    }

    [Fact]
    public void A_stopped_libvirtd_is_a_gap_and_once_it_runs_again_all_is_well()
    {
        host.Lab.Shell($"systemctl stop {Libvirtd}");
        try
        {
            AssertGap(Check(), "cannot be read");
            AssertOneLine("cannot be read", "ports");
        }
        finally
        {
            host.Lab.Must("systemctl", "start", "libvirtd");
        }

        // It is ready before it has put its rules and the guests' taps in order again.
        var answer = Agent.Check(host.Lab);
        for (var i = 0; i < 20 && answer.Exit != 0; i++) answer = Agent.Check(host.Lab);
        Assert.True(answer.Exit == 0, answer.ToString());
    }

    [Fact]
    public void A_host_without_libvirts_library_is_told_what_to_install()
    {
        string[] hidden = Hiding("/dev/null", "/usr/lib/x86_64-linux-gnu/libvirt.so.0");
        AssertGap(Check(hidden), "libvirt.so.0 cannot be loaded");
        AssertOneLine("libvirt.so.0 cannot be loaded", "ports", hidden);
    }

    [Fact]
    public void An_ordinary_user_sees_ports_but_no_verdict()
    {
        string[] nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];
        var answer = Check(nobody);
        AssertGap(answer, "run virt-agent as root");
        Assert.All(answer.Networks!, network => Assert.Equal(("unread", "unread"), (network.Ipv4, network.Ipv6)));
        Assert.Equal(2, answer.Ports!.Count);
    }

    [Theory]
    [InlineData("/usr/sbin/iptables-nft-save", "iptables-nft-save failed", "unread", "unread")]
    [InlineData("/usr/sbin/nft", "nft failed", "unread", "unread")]
    [InlineData("/usr/bin/ip", "ip failed", "unread", "unread")]
    public void A_tool_that_fails_leaves_unread_what_it_would_have_told(string tool, string reason, string ipv4, string ipv6)
    {
        var answer = Check(Hiding("/bin/false", tool));
        AssertGap(answer, reason);
        Assert.All(answer.Networks!, network => Assert.Equal((ipv4, ipv6), (network.Ipv4, network.Ipv6)));
    }

    [Fact]
    public void A_host_without_iptables_is_unread()
    {
        // All names of the nft-backed tools are links to it; only the lab's own copy goes away.
        host.Lab.Must("mv", "/usr/sbin/xtables-nft-multi", "/root/");
        try
        {
            var answer = Check();
            Assert.Contains(answer.Gaps!, gap => gap.Source == "iptables-save.txt");
            Assert.Contains(answer.Gaps!, gap => gap.Source == "ip6tables-save.txt");
            Assert.All(answer.Networks!, network => Assert.Equal(("unread", "unread"), (network.Ipv4, network.Ipv6)));
        }
        finally
        {
            host.Lab.Must("mv", "/root/xtables-nft-multi", "/usr/sbin/");
        }
    }

    private static string[] Hiding(string behind, string file) =>
        ["unshare", "--mount", "bash", "-c", $"mount --bind {behind} $(readlink -f {file}) && exec \"$@\"", "bash"];

    private CheckAnswer Check(params string[] wrapper)
    {
        var check = Run(["check", "--format", "json"], wrapper);
        Assert.True(check.Exit == 3, $"exit {check.Exit}: {check.Out} {check.Error}");
        Assert.Empty(check.Error);
        return Agent.ReadCheck(check);
    }

    private void AssertOneLine(string reason, string verb, params string[] wrapper)
    {
        var answer = Run([verb], wrapper);
        Assert.Equal((1, ""), (answer.Exit, answer.Out));
        Assert.StartsWith("error: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains(reason, answer.Error, StringComparison.Ordinal);
        Assert.Equal(answer.Error.Length - 1, answer.Error.IndexOf('\n', StringComparison.Ordinal));
    }

    // 5 s are promised on a machine that has nothing else to do; a hang would be ended, and shown by its exit code.
    private Command Run(string[] arguments, string[] wrapper) =>
        host.Lab.Run(["timeout", "-s", "KILL", "15", .. wrapper, Agent.Program, .. arguments]);

    private static void AssertGap(CheckAnswer answer, string reason)
    {
        Assert.Contains(answer.Gaps!, gap => gap.Reason.Contains(reason, StringComparison.Ordinal));
        Assert.All(answer.Gaps!, gap => Assert.DoesNotContain('\n', gap.Reason));
    }
}
