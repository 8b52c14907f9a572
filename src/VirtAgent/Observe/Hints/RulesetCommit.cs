using VirtAgent.Model;

namespace VirtAgent.Observe.Hints;

/// <summary>A change of nf_tables, as the kernel attributes it (NFT_MSG_NEWGEN, net/netfilter/nf_tables_api.c).</summary>
/// <param name="At">When we were told.</param>
/// <param name="Generation">The ruleset's generation from then on; wraps at 2^32.</param>
/// <param name="Pid">Process that committed it.</param>
/// <param name="Command">Its command name, at most 15 bytes: iptables, nft, dockerd…</param>
internal sealed record RulesetCommit(Moment At, uint Generation, int Pid, string Command)
{
    /// <summary>Whether a tool committed it that writes iptables' own tables and nothing else.</summary>
    public bool IsOfIptables => Command.StartsWith("iptables", StringComparison.Ordinal) || Command.StartsWith("ip6tables", StringComparison.Ordinal);
}
