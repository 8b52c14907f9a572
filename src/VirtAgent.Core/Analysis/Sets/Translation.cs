using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// The packets a rule translated, as they were before it: what a witness behind the rule must have looked like.
/// </summary>
/// <param name="To">Where it sends them.</param>
/// <param name="Before">The packets it matched, untranslated.</param>
internal sealed record Translation(Statement.TranslateDestination To, PacketSet Before)
{
    /// <summary>
    /// The same packets as the rule leaves them. One that is already where the rule sends it is bound but not translated
    /// (nf_nat_core.c nf_nat_setup_info sets IPS_DST_NAT only when the tuple changes).
    /// </summary>
    public PacketSet After(PacketSpace space)
    {
        var arrived = Arrived(space);
        if (To.Kept != 0) return (Before & arrived) | Mapped(space, Before - arrived);
        // Which of several the kernel picks, the sender cannot be sure of.
        return To.IsSingle
            ? (Before & arrived) | Moved(space, Before - arrived)
            : ((Before & arrived) | Moved(space, Before)) - space.Unknowns.Doubt;
    }

    /// <summary>
    /// Packets of <paramref name="before"/> that the rule turns into the one whose destination and port are these.
    /// </summary>
    public PacketSet Leading(PacketSpace space, PacketSet before, Bits128 destination, Bits128 port)
    {
        if (To.Ports is null) before &= space.Is(space.DestinationPort, port);
        if (To.First is null) return before & space.Is(space.Destination, destination);
        return To.Kept == 0 ? before : before & space.Masked(space.Destination, destination, To.Kept);
    }

    /// <summary>Packets whose destination is one the rule gives.</summary>
    private PacketSet Arrived(PacketSpace space)
    {
        var there = To is { First: { } first, Last: { } last }
            ? first.Family != space.Family ? space.None
                : To.Kept == 0 ? space.Between(space.Destination, first.Bits, last.Bits)
                : space.Masked(space.Destination, first.Bits, ~To.Kept)
            : space.All;
        return To.Ports is { } range
            ? there & (space.Between(space.DestinationPort, range.First, range.Last) | !space.HasPorts)
            : there;
    }

    private PacketSet Moved(PacketSpace space, PacketSet before)
    {
        var after = before.Forget(space.Translated) & space.Is(space.Translated, 1);
        if (To.First is not null) after = after.Forget(space.Destination);
        if (To.Ports is not null) after = (after & space.HasPorts).Forget(space.DestinationPort) | (after - space.HasPorts);
        return after & Arrived(space);
    }

    /// <summary>NETMAP: the bits that are not kept become those of the network.</summary>
    private PacketSet Mapped(PacketSpace space, PacketSet before)
    {
        var after = before.Forget(space.Translated) & space.Is(space.Translated, 1);
        for (var bit = 0; bit < space.Destination.Width; bit++)
        {
            if (!To.Kept[bit]) after = after.Forget(new Field(space.Destination.First + space.Destination.Width - 1 - bit, 1));
        }

        return after & Arrived(space);
    }
}
