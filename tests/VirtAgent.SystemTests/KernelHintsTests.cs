using VirtAgent.Core.Hosts;
using VirtAgent.Interop.Netlink;
using VirtAgent.Observe.Hints;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>What the real kernel tells of a lab's network, and what it does not.</summary>
public sealed class KernelHintsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HintChannel _hints = new();

    [Fact]
    public async Task Every_change_puts_what_it_changed_in_doubt()
    {
        using var lab = Lab.Up("doubts");
        using var kernel = await Listen(lab);
        await Doubted(lab, "ip link add b0 type bridge; ip link set b0 up; ip link set b0 addrgenmode none", RefreshScope.Links);
        await Doubted(lab, "ip address add 10.9.0.1/24 dev b0", RefreshScope.Addresses);
        await Doubted(lab, "ip route add 10.8.0.0/16 dev b0", RefreshScope.Routes);
        await Doubted(lab, "ip -6 rule add from fd00::1 lookup 100", RefreshScope.Routes);
        await Doubted(lab, "sysctl -qw net.ipv4.ip_forward=$((1 - $(sysctl -n net.ipv4.ip_forward)))", RefreshScope.Sysctls);
        await Doubted(lab, "sysctl -qw net.ipv6.conf.all.forwarding=1", RefreshScope.Sysctls);
        await Doubted(lab, "sysctl -qw net.ipv6.conf.b0.disable_ipv6=1", RefreshScope.Sysctls);
        await Doubted(lab, "sysctl -qw net.ipv6.conf.b0.disable_ipv6=0", RefreshScope.Sysctls);
        await Doubted(lab, "ip link add v0 type veth peer name v1; ip link set v0 master b0", RefreshScope.Links);
        await Doubted(lab, "tc qdisc add dev b0 clsact", RefreshScope.Links);
        await Doubted(lab, "ip link del b0", RefreshScope.Links | RefreshScope.Routes | RefreshScope.Addresses);
    }

    [Fact]
    public async Task A_change_of_the_ruleset_says_which_command_made_it()
    {
        using var lab = Lab.Up("commits");
        using var kernel = await Listen(lab);
        lab.Must("nft", "add table ip mine");
        lab.Must("iptables", "-A", "FORWARD", "-j", "DROP");
        lab.Must("ip6tables", "-A", "FORWARD", "-j", "DROP");

        var commits = await Commits(3);
        Assert.Equal(["nft", "iptables", "ip6tables"], commits.Select(commit => commit.Command));
        Assert.All(commits, commit => Assert.True(commit.Pid > 0));
        Assert.Equal(commits.Select(commit => commit.Generation), commits.Select(commit => commit.Generation).Distinct().Order());
    }

    [Fact]
    public async Task A_ruleset_of_thousands_is_one_commit_and_none_of_a_hundred_is_lost()
    {
        using var lab = Lab.Up("commitstorm");
        using var kernel = await Listen(lab);
        lab.Shell("""
            {
                echo "add table ip mine"
                echo "add chain ip mine c"
                for i in {1..5000}; do echo "add rule ip mine c ip saddr 10.$((i / 250)).$((i % 250)).1 drop"; done
            } | nft -f -
            for i in {1..50}; do nft add table ip t$i; nft delete table ip t$i; done
            nft flush ruleset
            """);

        var commits = await Commits(102);
        Assert.Equal(102, commits.Count);
        Assert.Equal(
            Enumerable.Range(0, 102).Select(later => commits[0].Generation + (uint)later),
            commits.Select(commit => commit.Generation));
    }

    [Fact]
    public void More_changes_than_fit_are_told_as_lost()
    {
        using var lab = Lab.Up("lost");
        NamespaceThread.Run(lab.NetworkNamespace(), () =>
        {
            using var changes = KernelChanges.OfNetwork();
            lab.Shell("""
                ip link add b0 type bridge
                ip link set b0 up
                for i in {1..25000}; do echo "route add 10.$((i / 250)).$((i % 250)).0/24 dev b0"; done | ip -batch -
                for i in {1..25000}; do echo "route del 10.$((i / 250)).$((i % 250)).0/24 dev b0"; done | ip -batch -
                """);
            using var patience = new CancellationTokenSource(Patience);
            while (!changes.Read(patience.Token).Any(change => change is KernelChange.Lost))
            {
            }
        });
    }

    private async Task<KernelHints> Listen(Lab lab)
    {
        var troubles = new List<string?>();
        KernelHints kernel = new(_hints, (source, reason) => troubles.Add($"{source}: {reason}"));
        NamespaceThread.Run(lab.NetworkNamespace(), kernel.Start);

        // Each socket doubts all there is, once it is open.
        const RefreshScope Both = RefreshScope.Links | RefreshScope.Firewall;
        for (var seen = RefreshScope.None; (seen & Both) != Both;) seen |= (await Take()).What;
        Assert.Empty(troubles);
        return kernel;
    }

    private async Task Doubted(Lab lab, string change, RefreshScope doubt)
    {
        lab.Shell(change);
        for (var seen = RefreshScope.None; (seen & doubt) != doubt;) seen |= (await Take()).What;

        // What the change goes on to cause must not be taken for the next one's.
        await Task.Delay(300, TestContext.Current.CancellationToken);
        _hints.Request(RefreshScope.LegacyFirewall);
        await Take();
    }

    private async Task<List<RulesetCommit>> Commits(int count)
    {
        var commits = new List<RulesetCommit>();
        while (commits.Count < count) commits.AddRange((await Take()).Commits);
        return commits;
    }

    private async Task<HintSet> Take() =>
        await _hints.TakeAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
}
