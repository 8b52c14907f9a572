using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>One of the things that a statement nobody models may do to a packet.</summary>
internal sealed record UnknownWay
{
    /// <summary>
    /// The mark may be another one now; where that is so, it is so in every way on, because it includes the old one.
    /// </summary>
    public bool ForgetsMark { get; private init; }

    /// <summary>The packet is excepted from tracking.</summary>
    public bool Untracks { get; private init; }

    /// <summary>Its headers are others now.</summary>
    public bool Rewrites { get; private init; }

    /// <summary>A copy is sent somewhere.</summary>
    public bool Copies { get; private init; }

    /// <summary>How the base chain ends; null to go on.</summary>
    public ChainEnd? End { get; private init; }

    /// <summary>What it does, behind the name of a rule.</summary>
    public string Words => this switch
    {
        { End: ChainEnd.Dropped } => "drops the packet",
        { Copies: true } => "sends a copy of the packet on",
        { End: null, Untracks: false, Rewrites: false } => "lets the packet go on",
        { End: null } => $"{Join("untracks", "rewrites", null, " and ")} the packet",
        _ => $"{Join("untracks", "rewrites", "accepts", " and ")} the packet",
    };

    /// <summary>What it does, in the words of a trace; null where there is nothing to say.</summary>
    public string? Outcome
    {
        get
        {
            if (End == ChainEnd.Dropped) return "drop";
            var words = Join("untracked", "rewritten", End is null ? null : "accept", ", ");
            if (Copies) words = "copy";
            if (ForgetsMark) words = words.Length == 0 ? "mark unknown" : $"mark unknown, {words}";
            return words.Length == 0 ? null : words;
        }
    }

    /// <summary>Every way on, the plain ones first; those that change nothing for this packet are left out.</summary>
    /// <param name="effects">What the kernel lets the statement do.</param>
    /// <param name="journey">Where the packet is.</param>
    /// <param name="isNat">
    /// Whether its chain is called by the nat hook, where an accept may have settled the flow's translation.
    /// </param>
    public static IReadOnlyList<UnknownWay> Of(Effects effects, Journey journey, bool isNat)
    {
        bool Has(Effects effect) => (effects & effect) != 0;
        var plain = new UnknownWay { ForgetsMark = Has(Effects.Mark) };
        var ways = new List<UnknownWay> { plain };
        if (Has(Effects.Accept)) ways.Add(plain with { End = ChainEnd.Passed });
        if (Has(Effects.Accept) && isNat) ways.Add(plain with { End = ChainEnd.Bound });
        if (Has(Effects.Drop)) ways.Add(plain with { End = ChainEnd.Dropped, ForgetsMark = false });
        var untracks = Has(Effects.Untrack) && journey.Packet.State == ConnectionStates.Invalid;
        var rewrites = Has(Effects.Rewrite) && !journey.Packet.Rewritten;
        List<UnknownWay> changed = [];
        if (untracks) changed.Add(plain with { Untracks = true });
        if (rewrites) changed.Add(plain with { Rewrites = true });
        if (untracks && rewrites) changed.Add(plain with { Untracks = true, Rewrites = true });
        foreach (var way in changed)
        {
            ways.Add(way);
            if (Has(Effects.Accept)) ways.Add(way with { End = isNat ? ChainEnd.Bound : ChainEnd.Passed });
        }

        if (Has(Effects.Copy) && !journey.Copies.Any(copy => copy.Out is null)) ways.Add(plain with { Copies = true });
        return ways;
    }

    /// <summary>Does it to the packet.</summary>
    public void Act(Journey journey)
    {
        if (ForgetsMark) journey.Packet.ForgetMark();
        if (Untracks) journey.Packet.Untrack();
        if (Rewrites) journey.Packet.Rewrite();
        if (Copies) journey.Copy(null);
        // Whatever it did (an address added to a list, a TTL written), other matches that are not modelled may see it.
        journey.Packet.ForgetAnswers();
    }

    private string Join(string untracks, string rewrites, string? accepts, string with) =>
        string.Join(with, new[] { Untracks ? untracks : null, Rewrites ? rewrites : null, accepts }.OfType<string>());
}
