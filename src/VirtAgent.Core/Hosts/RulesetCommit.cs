namespace VirtAgent.Core.Hosts;

/// <summary>A change of nf_tables, as the kernel attributes it (NFT_MSG_NEWGEN, net/netfilter/nf_tables_api.c).</summary>
/// <param name="At">When we were told.</param>
/// <param name="Generation">The ruleset's generation from then on; wraps at 2^32.</param>
/// <param name="Pid">
/// Process that committed it, as the initial PID namespace numbers it; 0 where the kernel does not tell.
/// </param>
/// <param name="Command">Its command name, at most 15 bytes, which it may choose itself: iptables, nft, dockerd…</param>
public sealed record RulesetCommit(Moment At, uint Generation, int Pid, string Command)
{
    /// <summary>Whether, by its name, a tool committed it that writes iptables' own tables and nothing else.</summary>
    public bool IsOfIptables => Command.StartsWith("iptables", StringComparison.Ordinal)
        || Command.StartsWith("ip6tables", StringComparison.Ordinal);
}
