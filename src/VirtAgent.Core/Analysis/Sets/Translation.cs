using VirtAgent.Model;

namespace VirtAgent.Analysis.Sets;

/// <summary>The packets a DNAT rule took, as they were before it: what a witness behind the rule must have looked like.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Target">Where it sends them.</param>
/// <param name="Before">The packets it matched, untranslated.</param>
internal sealed record Translation(Rule Rule, Target.DestinationNat Target, Bounds Before)
{
    /// <summary>The same packets as the rule leaves them.</summary>
    public Bounds After(PacketSpace space)
    {
        var ports = space.OneOf(space.Protocol, Enumerable.Range(1, 255).Where(number => ProtocolNames.HasPorts((byte)number)));
        PacketSet Image(PacketSet before)
        {
            var after = before.Forget(space.Translated) & space.Is(space.Translated, 1);
            if (Target.First is { } first && Target.Last is { } last)
                after = first.Family == space.Family ? after.Forget(space.Destination) & space.Between(space.Destination, first.Bits, last.Bits) : space.None;
            if (Target.Ports is not { } range) return after;
            var moved = (after & ports).Forget(space.DestinationPort) & space.Between(space.DestinationPort, range.First, range.Last);
            return moved | (after - ports);
        }

        // Of several addresses or ports the kernel picks one; the sender cannot be sure which.
        var single = Target.First == Target.Last && (Target.Ports is not { } wide || wide.First == wide.Last);
        return single ? Before.Map(Image) : new Bounds(space.None, Image(Before.Possible));
    }
}
