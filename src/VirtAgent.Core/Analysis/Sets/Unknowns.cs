namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// What a proof does not know, one bit behind those of the packet for each question: whether a match that is not modelled holds
/// for this packet, and whether all that is doubtful in other ways turns out badly for whoever wants to show a leak. A set of
/// packets with such bits stays exact; only at its end is it asked what holds for some answer (a proof needs that empty) and what
/// holds for every answer (a leak is shown from that).
/// </summary>
/// <remarks>
/// That is no approximation: a match is some function of the packet, so "for every function there is a packet that crosses" is
/// the same as "there is a packet that crosses whatever the match says of it".
/// </remarks>
internal sealed class Unknowns
{
    /// <summary>More questions than these are doubts: each doubles what a set may need.</summary>
    private const int Most = 256;

    private readonly PacketSpace _space;
    private readonly int _first;
    private readonly Dictionary<object, PacketSet> _bits = [];
    private readonly List<string> _texts = [];

    public Unknowns(PacketSpace space)
    {
        (_space, _first) = (space, space.Levels);
        Doubt = space.Is(new Field(_first, 1), 1);
    }

    /// <summary>
    /// The bit of everything that is only bounded: where it is set, what is certain stays, and where it is not, what is possible.
    /// </summary>
    public PacketSet Doubt { get; }

    /// <summary>
    /// The bit of <paramref name="question"/>, which is set where its answer is yes; null where there are too many.
    /// </summary>
    /// <param name="question">What tells it from others.</param>
    /// <param name="text">The question in the words of its rule.</param>
    public PacketSet? Of(object question, string text)
    {
        if (_bits.TryGetValue(question, out var bit)) return bit;
        if (_bits.Count >= Most) return null;
        bit = _space.Is(new Field(_first + 1 + _bits.Count, 1), 1);
        _bits.Add(question, bit);
        _texts.Add(text);
        return bit;
    }

    /// <summary>The questions that decide which packets are in <paramref name="set"/>; null stands for doubt.</summary>
    public IEnumerable<string?> In(PacketSet set) =>
        set.Levels(_first).Order().Select(level => level == _first ? null : _texts[level - _first - 1]);

    /// <summary>What lies between two bounds, as one set.</summary>
    public PacketSet Between(PacketSet certain, PacketSet possible) => certain == possible
        ? certain
        : certain | (possible - Doubt);

    /// <summary>The packets that are in <paramref name="set"/> whatever the answers are.</summary>
    public PacketSet Certain(PacketSet set) => set.ForAll(All);

    /// <summary>The packets that are in <paramref name="set"/> for some answers.</summary>
    public PacketSet Possible(PacketSet set) => set.Forget(All);

    private Field All => new(_first, 1 + Most);
}
