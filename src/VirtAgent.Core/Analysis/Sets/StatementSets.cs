using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>What statements make of packets that meet them.</summary>
/// <param name="space">The space.</param>
/// <param name="conditions">What matches are asked of; told when packets become others.</param>
/// <param name="marksTested">Whether any rule asks for a mark, so that it matters which one a packet has.</param>
internal sealed class StatementSets(PacketSpace space, ConditionSets conditions, bool marksTested)
{
    private const Effects Decisive =
        Effects.Accept | Effects.Drop | Effects.Untrack | Effects.Rewrite | Effects.Copy;

    /// <summary>The packets as a statement that ends nothing leaves them.</summary>
    public PacketSet Change(Statement statement, PacketSet packets) => statement switch
    {
        Statement.SetMark mark => marksTested ? Marked(packets, mark) : packets,
        Statement.Untrack => Untracked(packets),
        _ => throw new InvalidOperationException($"{statement.GetType().Name} is no statement that is followed."),
    };

    /// <summary>
    /// The packets that may go on behind a statement that is not modelled, with all it may have made of them; none of them where
    /// doubt counts against a leak.
    /// </summary>
    public PacketSet Unknown(Effects effects, PacketSet packets)
    {
        if ((effects & (Effects.Header | Effects.Rewrite)) != 0) conditions.Part++;
        var marks = effects.HasFlag(Effects.Mark) && marksTested;
        if ((effects & Decisive) == 0 && !marks) return packets;
        var after = packets - space.Unknowns.Doubt;
        if (marks) after = after.Forget(space.Mark);
        if (effects.HasFlag(Effects.Untrack)) after |= Untracked(after);
        if (effects.HasFlag(Effects.Rewrite)) after = Rewritten(after);
        return after;
    }

    private PacketSet Untracked(PacketSet packets) => packets.Forget(space.State) & space.Is(space.State, StateCode.Untracked);

    private PacketSet Rewritten(PacketSet packets) => new[]
    {
        space.Destination, space.DestinationPort, space.Source, space.SourcePort, space.Protocol, space.TcpFlags, space.Octets,
        space.LaterFragment, space.Translated,
    }.Aggregate(packets, (set, field) => set.Forget(field));

    /// <summary>
    /// xt_MARK: mark becomes (mark and not mask) xor value. Bits outside the mask that the value flips are flipped one by one.
    /// </summary>
    private PacketSet Marked(PacketSet set, Statement.SetMark mark)
    {
        for (var bit = 0; bit < 32; bit++)
        {
            var one = (mark.Value >> bit & 1) == 1;
            var overwritten = (mark.Mask >> bit & 1) == 1;
            if (!overwritten && !one) continue;
            var field = new Field(space.Mark.First + 31 - bit, 1);
            PacketSet high = space.Is(field, 1), low = space.Is(field, 0);
            set = overwritten
                ? set.Forget(field) & (one ? high : low)
                : ((set & high).Forget(field) & low) | ((set & low).Forget(field) & high);
        }

        return set;
    }
}
