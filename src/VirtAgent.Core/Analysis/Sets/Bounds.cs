namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// What is known of a set that depends on things not modelled: <paramref name="Certain"/> is in it whatever they do,
/// nothing outside <paramref name="Possible"/> is in it. Equal when everything was understood.
/// </summary>
/// <param name="Certain">Lower bound: what a leak is shown from.</param>
/// <param name="Possible">Upper bound: what a proof of isolation needs empty.</param>
internal readonly record struct Bounds(PacketSet Certain, PacketSet Possible)
{
    public static Bounds Exactly(PacketSet set) => new(set, set);

    public bool IsEmpty => Possible.IsEmpty;

    public bool IsExact => Certain == Possible;

    public static Bounds operator |(Bounds a, Bounds b) => a.IsExact && b.IsExact
        ? Exactly(a.Possible | b.Possible)
        : new Bounds(a.Certain | b.Certain, a.Possible | b.Possible);

    public static Bounds operator &(Bounds a, Bounds b) => a.IsExact && b.IsExact
        ? Exactly(a.Possible & b.Possible)
        : new Bounds(a.Certain & b.Certain, a.Possible & b.Possible);

    /// <summary>What stays when <paramref name="b"/> is taken away: certainly only what is not even possibly taken.</summary>
    public static Bounds operator -(Bounds a, Bounds b) => a.IsExact && b.IsExact
        ? Exactly(a.Possible - b.Possible)
        : new Bounds(a.Certain - b.Possible, a.Possible - b.Certain);

    /// <summary>The same change on both bounds.</summary>
    public Bounds Map(Func<PacketSet, PacketSet> change)
    {
        if (!IsExact) return new Bounds(change(Certain), change(Possible));
        return Exactly(change(Possible));
    }
}
