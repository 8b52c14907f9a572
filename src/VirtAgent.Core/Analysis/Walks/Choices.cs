namespace VirtAgent.Core.Analysis.Walks;

/// <summary>A point where a walk can go on in several ways: the place and all that what follows depends on.</summary>
/// <param name="Place">Chain, or the name of a kernel decision.</param>
/// <param name="Index">Rule in the chain.</param>
/// <param name="Question">What is open there.</param>
/// <param name="Frame">Where chains return to.</param>
/// <param name="Packet">A copy of the packet as it is there.</param>
internal sealed record ChoicePoint(object Place, int Index, string Question, ChainFrame? Frame, PacketInFlight Packet);

/// <summary>A choice that was made.</summary>
/// <param name="Point">Where.</param>
/// <param name="Count">How many ways there are.</param>
/// <param name="Taken">Which was taken, from 0.</param>
/// <param name="CoversAll">Whether there is no other way than those; if there may be, their agreement proves nothing.</param>
/// <param name="Assumption">The way taken in words; null for one that is certain to be possible.</param>
internal sealed record Choice(ChoicePoint Point, int Count, int Taken, bool CoversAll, Func<string?> Assumption);

/// <summary>Makes the choices of one walk: first those it was told to make, then always the first way.</summary>
/// <param name="script">What to choose, up to a point.</param>
/// <param name="settled">Points where every way is known to lead to the same end, so that nothing is chosen there.</param>
internal sealed class Choices(IReadOnlyList<Choice> script, HashSet<ChoicePoint> settled)
{
    private readonly List<Choice> _made = [];

    /// <summary>The choices made, in order.</summary>
    public IReadOnlyList<Choice> Made => _made;

    /// <summary>Which of <paramref name="count"/> ways to go at <paramref name="point"/>, from 0.</summary>
    public int Take(ChoicePoint point, int count, Func<int, string?> assumption, bool coversAll = true)
    {
        var told = _made.Count < script.Count && script[_made.Count].Point == point;
        if (!told && settled.Contains(point)) return 0;
        var taken = told ? script[_made.Count].Taken : 0;
        _made.Add(new Choice(point, count, taken, coversAll && count > 1, () => assumption(taken)));
        return taken;
    }
}
