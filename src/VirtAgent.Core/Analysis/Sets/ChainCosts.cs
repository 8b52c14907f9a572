using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>What each chain costs an evaluation, in steps of its sets (<see cref="BddTable.Steps"/>).</summary>
internal sealed class ChainCosts
{
    private readonly Dictionary<Chain, long> _steps = new(ReferenceEqualityComparer.Instance);
    private Chain? _in;
    private long _since;

    /// <summary>From now on it is <paramref name="chain"/> that costs, no longer the one before.</summary>
    /// <param name="chain">The chain, or null for what no chain costs.</param>
    /// <param name="steps">Steps so far.</param>
    public void Enter(Chain? chain, long steps)
    {
        if (_in is { } before) _steps[before] = _steps.GetValueOrDefault(before) + steps - _since;
        (_in, _since) = (chain, steps);
    }

    /// <summary>The chains that took a tenth of all steps or more, the dearest first.</summary>
    public IReadOnlyList<Chain> Dearest()
    {
        var all = _steps.Values.Sum();
        return [.. _steps.Where(one => one.Value * 10 >= all).OrderByDescending(one => one.Value).Select(one => one.Key)];
    }
}
