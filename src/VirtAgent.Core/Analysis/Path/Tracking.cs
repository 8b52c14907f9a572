using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Path;

/// <summary>
/// Whether connection tracking is on for a family. A rule switches it on by being loaded, wherever it stands and whether or not
/// it is ever reached (nf_ct_netns_get in xt_conntrack.c, xt_CT.c, xt_nat.c). A nat table alone does not, and until something
/// does, its chains see no packet (measured); nor are fragments put together.
/// </summary>
internal static class Tracking
{
    /// <summary>Yes, no, or unknown where only something that is not modelled might.</summary>
    public static Truth Of(Host host, Family family)
    {
        var tracking = host.Native.UsesConntrack ? Truth.Unknown : Truth.No;
        var rules = host.RuleSets.Where(set => set.Family == family).SelectMany(set => set.Tables)
            .SelectMany(table => table.Chains.Values).SelectMany(chain => chain.Rules);
        foreach (var rule in rules)
        {
            if (rule.Target is Target.Untrack or Target.DestinationNat or Target.SourceNat or Target.Redirect) return Truth.Yes;
            if (rule.Matches.Any(match => match is Match.Connection)) return Truth.Yes;
            if (rule.Target is Target.Unmodelled or Target.ForgetMark || rule.Matches.Any(match => match is Match.Unmodelled))
                tracking = Truth.Unknown;
        }

        return tracking;
    }
}
