using VirtAgent.Core.Hosts;
using VirtAgent.Hosting;
using VirtAgent.Interop.Netlink;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// What the kernel tells of its network: rtnetlink for links, addresses, routes and sysctls, nfnetlink for nf_tables. Each socket
/// has a thread of its own, because the second needs a privilege and a kernel that the first does not.
/// </summary>
internal sealed class KernelHints : IDisposable
{
    private const RefreshScope Network = RefreshScope.Links | RefreshScope.Addresses | RefreshScope.Routes | RefreshScope.Sysctls;

    private readonly HintChannel _hints;
    private readonly SourceThread _network;
    private readonly SourceThread _ruleset;

    /// <summary>Prepares both; <see cref="Start"/> begins.</summary>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="tell">See <see cref="SourceStatus"/>; sources <c>kernel-network</c> and <c>kernel-ruleset</c>.</param>
    public KernelHints(HintChannel hints, Action<string, string?> tell)
    {
        _hints = hints;
        _network = Source("kernel-network", tell, KernelChanges.OfNetwork, Network);
        _ruleset = Source("kernel-ruleset", tell, KernelChanges.OfRuleset, RefreshScope.Firewall);
    }

    public void Start()
    {
        _network.Start();
        _ruleset.Start();
    }

    /// <summary>Ends both, and returns when they have ended.</summary>
    public void Dispose()
    {
        _network.Dispose();
        _ruleset.Dispose();
    }

    private SourceThread Source(string name, Action<string, string?> tell, Func<KernelChanges> open, RefreshScope all)
    {
        var trouble = new SourceStatus(name, tell);
        return new SourceThread(name, trouble, stop => Listen(open, all, trouble, stop));
    }

    private void Listen(Func<KernelChanges> open, RefreshScope all, SourceStatus trouble, CancellationToken stop)
    {
        using var changes = open();

        // Of what changed before the socket was there, nobody told.
        _hints.Request(all);
        trouble.Over();
        while (true)
        {
            foreach (var change in changes.Read(stop)) Pass(change, all);
        }
    }

    private void Pass(KernelChange change, RefreshScope all)
    {
        if (change is KernelChange.RulesetCommitted commit)
        {
            _hints.Request(new RulesetCommit(HostClock.Now(), commit.Generation, commit.Pid, commit.Command));
            return;
        }

        _hints.Request(change switch
        {
            KernelChange.Link or KernelChange.TrafficControl => RefreshScope.Links,
            // Of disable_ipv6 the kernel tells only by the routes and addresses that come or go with it.
            KernelChange.Address => RefreshScope.Addresses | RefreshScope.Sysctls,
            KernelChange.Route => RefreshScope.Routes | RefreshScope.Sysctls,
            KernelChange.RoutingRule => RefreshScope.Routes,
            KernelChange.Netconf => RefreshScope.Sysctls,
            _ => all,
        });
    }
}
