using VirtAgent.Core.Findings;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>A chain made ready for walking: rules in an array, and each rule's "no match" step made once.</summary>
internal sealed class WalkedChain(Table table, Chain chain)
{
    private readonly TraceStep?[] _missed = new TraceStep?[chain.Rules.Count];

    /// <summary>The table it stands in.</summary>
    public Table Table => table;

    /// <summary>Where the kernel calls it, or null.</summary>
    public BaseHook? Hook => chain.Hook;

    /// <summary>Its rules in order.</summary>
    public ChainRule[] Rules { get; } = [.. chain.Rules];

    /// <summary>What it is called in an assumption.</summary>
    public string Name => $"{table.Name}/{chain.Name} ({table.Backend})";

    /// <summary>The step of a rule that does not match.</summary>
    public TraceStep Missed(int index) => _missed[index] ??= Step(index, "no match");

    /// <summary>The step of a rule with that outcome.</summary>
    public TraceStep Step(int index, string outcome) =>
        new(table.Backend, table.Name, chain.Name, Rules[index].Number, Rules[index].Label, outcome);

    /// <summary>The step of a base chain's end.</summary>
    public TraceStep PolicyStep()
    {
        var word = chain.Hook!.Drops ? "drop" : "accept";
        return new TraceStep(table.Backend, table.Name, chain.Name, 0, $"policy {word.ToUpperInvariant()}", $"policy {word}");
    }
}

/// <summary>Where a user chain returns to when it ends.</summary>
/// <param name="Chain">The chain that jumped.</param>
/// <param name="Next">Index of the rule behind the jump.</param>
/// <param name="Depth">How many chains were entered on the way to that rule, gotos included.</param>
/// <param name="Caller">Where that chain returns to; null in the base chain.</param>
internal sealed record ChainFrame(WalkedChain Chain, int Next, int Depth, ChainFrame? Caller);

/// <summary>A rule, and where the chain it stands in returns to.</summary>
internal sealed record RulePlace(WalkedChain Chain, int Index, ChainFrame? Frame)
{
    /// <summary>Its rule.</summary>
    public ChainRule Rule => Chain.Rules[Index];

    /// <summary>What an assumption calls it.</summary>
    public override string ToString() => $"rule {Rule.Number} of {Chain.Name}";
}
