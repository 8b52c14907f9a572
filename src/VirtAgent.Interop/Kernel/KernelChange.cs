namespace VirtAgent.Interop.Kernel;

/// <summary>Something changed in the kernel's network: which kind of thing, not what of it. Whoever is told looks again.</summary>
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

    /// <summary>A sysctl of forwarding or reverse-path filtering. Not disable_ipv6, which shows as addresses; nor bridge-nf-call-*.</summary>
    public sealed record Netconf : KernelChange;

    /// <summary>A queueing discipline or a tc filter.</summary>
    public sealed record TrafficControl : KernelChange;

    /// <summary>nf_tables changed (NFT_MSG_NEWGEN, nf_tables_fill_gen_info in net/netfilter/nf_tables_api.c).</summary>
    /// <param name="Generation">The ruleset's generation from now on; wraps at 2^32.</param>
    /// <param name="Pid">Process that changed it, as the initial PID namespace numbers it; 0 if not told.</param>
    /// <param name="Command">Its command name, at most 15 bytes, which it may choose itself; empty if not told.</param>
    public sealed record RulesetCommitted(uint Generation, int Pid, string Command) : KernelChange;

    /// <summary>More changed than the kernel keeps for us: any number of changes went untold.</summary>
    public sealed record Lost : KernelChange;
}
