using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>The packets a DNAT rule took, as they were before it: what a witness behind the rule must have looked like.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Target">Where it sends them.</param>
/// <param name="Before">The packets it matched, untranslated.</param>
internal sealed record Translation(Rule Rule, Target.DestinationNat Target, Bounds Before)
{
    /// <summary>
    /// The same packets as the rule leaves them. One that is already where the rule sends it is bound but not translated
    /// (nf_nat_core.c nf_nat_setup_info sets IPS_DST_NAT only when the tuple changes).
    /// </summary>
    public Bounds After(PacketSpace space)
    {
        var arrived = Arrived(space);
        // Of several addresses or ports the kernel picks one; the sender cannot be sure which.
        var single = Target.First == Target.Last && (Target.Ports is not { } wide || wide.First == wide.Last);
        if (single) return Before.Map(before => (before & arrived) | Moved(space, before - arrived));
        return new Bounds(space.None, (Before.Possible & arrived) | Moved(space, Before.Possible));
    }

    /// <summary>Packets whose destination is one the rule gives.</summary>
    private PacketSet Arrived(PacketSpace space)
    {
        var there = Target is { First: { } first, Last: { } last }
            ? first.Family == space.Family ? space.Between(space.Destination, first.Bits, last.Bits) : space.None
            : space.All;
        return Target.Ports is { } range
            ? there & (space.Between(space.DestinationPort, range.First, range.Last) | !space.HasPorts)
            : there;
    }

    private PacketSet Moved(PacketSpace space, PacketSet before)
    {
        var after = before.Forget(space.Translated) & space.Is(space.Translated, 1);
        if (Target.First is not null) after = after.Forget(space.Destination);
        if (Target.Ports is not null) after = (after & space.HasPorts).Forget(space.DestinationPort) | (after - space.HasPorts);
        return after & Arrived(space);
    }
}
