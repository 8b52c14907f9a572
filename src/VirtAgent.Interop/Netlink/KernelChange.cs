namespace VirtAgent.Interop.Netlink;

/// <summary>Something changed in the kernel's network: which kind of thing, not what of it. Who is told looks again.</summary>
public abstract record KernelChange
{
    private KernelChange()
    {
    }

    /// <summary>A network device came, went, or changed: its state, its flags, its bridge.</summary>
    public sealed record Link : KernelChange;

    /// <summary>An address of a device.</summary>
    public sealed record Address : KernelChange;

    /// <summary>A route.</summary>
    public sealed record Route : KernelChange;

    /// <summary>A rule of policy routing.</summary>
    public sealed record RoutingRule : KernelChange;

    /// <summary>
    /// A sysctl of forwarding or reverse-path filtering. Not disable_ipv6, which shows as a route that comes or goes, and not
    /// bridge-nf-call-*, which shows nowhere.
    /// </summary>
    public sealed record Netconf : KernelChange;

    /// <summary>A queueing discipline or a tc filter.</summary>
    public sealed record TrafficControl : KernelChange;

    /// <summary>nf_tables changed (NFT_MSG_NEWGEN, nf_tables_fill_gen_info in net/netfilter/nf_tables_api.c).</summary>
    /// <param name="Generation">The ruleset's generation from now on; wraps at 2^32.</param>
    /// <param name="Pid">Process that changed it, as the initial PID namespace numbers it; 0 if not told.</param>
    /// <param name="Command">Its command name, at most 15 bytes, which it may choose itself; empty if not told.</param>
    public sealed record RulesetCommitted(uint Generation, int Pid, string Command) : KernelChange;

    /// <summary>Rules of a chain were added or taken away; the commit that did it is told behind it.</summary>
    /// <param name="Family">
    /// Of the table, as nf_tables numbers it: 2 for IPv4, 10 for IPv6 (NFPROTO_IPV4 in linux/netfilter.h).
    /// </param>
    /// <param name="Table">The table.</param>
    /// <param name="Chain">The chain.</param>
    public sealed record Rules(byte Family, string Table, string Chain) : KernelChange;

    /// <summary>A chain of a table came, went or has another policy.</summary>
    /// <param name="Family">Of the table, as nf_tables numbers it.</param>
    /// <param name="Table">The table.</param>
    public sealed record Chains(byte Family, string Table) : KernelChange;

    /// <summary>A table, a set, an object or a flow table of nf_tables.</summary>
    public sealed record RulesetOtherwise : KernelChange;

    /// <summary>More changed than the kernel keeps for us: any number of changes went untold.</summary>
    public sealed record Lost : KernelChange;
}
