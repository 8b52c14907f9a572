using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets;

/// <summary>Everything that rules do to packets of one family on one host, whoever wrote them.</summary>
/// <param name="Family">The family.</param>
/// <param name="Tables">All tables whose chains its packets meet.</param>
/// <param name="Tracking">What the rules as a whole do about connection tracking.</param>
public sealed record FamilyRuleset(Family Family, IReadOnlyList<Table> Tables, TrackingSwitch Tracking)
{
    /// <summary>Every rule of every chain.</summary>
    public IEnumerable<ChainRule> Rules => Tables.SelectMany(table => table.Chains.Values).SelectMany(chain => chain.Rules);
}

/// <summary>
/// Whether rules switch connection tracking on, and with it the reassembly of fragments. A rule does so by being loaded, wherever
/// it stands (nf_ct_netns_get in xt_conntrack.c, xt_nat.c; not by <c>CT --notrack</c>: xt_CT.c xt_ct_tg_check returns before it).
/// </summary>
public enum TrackingSwitch
{
    /// <summary>No rule does.</summary>
    Off,

    /// <summary>Something that is not modelled may.</summary>
    Unknown,

    /// <summary>A rule does.</summary>
    On,
}
