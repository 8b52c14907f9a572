using VirtAgent.Core.Findings;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>A chain made ready for walking: rules in an array, and each rule's "no match" step made once.</summary>
internal sealed class WalkedChain(RuleTable table, RuleChain chain, Backend backend)
{
    private readonly TraceStep?[] _missed = new TraceStep?[chain.Rules.Count];

    /// <summary>The table it stands in.</summary>
    public RuleTable Table { get; } = table;

    /// <summary>Which backend enforces it.</summary>
    public Backend Backend { get; } = backend;

    /// <summary>The backend's name in a trace.</summary>
    public string BackendName { get; } = backend == Backend.Nft ? "nft" : "legacy";

    public string Name => chain.Name;

    /// <summary>What happens at its end; null for a user chain.</summary>
    public ChainPolicy? Policy => chain.Policy;

    /// <summary>Its rules in order.</summary>
    public Rule[] Rules { get; } = [.. chain.Rules];

    /// <summary>The step of a rule that does not match.</summary>
    public TraceStep Missed(int index) => _missed[index] ??= Step(index, "no match");

    /// <summary>The step of a rule with that outcome.</summary>
    public TraceStep Step(int index, string outcome) =>
        new(BackendName, Table.Name, Name, Rules[index].Number, Rules[index].Text, outcome);

    /// <summary>The step of the chain's end.</summary>
    public TraceStep PolicyStep()
    {
        var word = Policy == ChainPolicy.Drop ? "drop" : "accept";
        return new TraceStep(BackendName, Table.Name, Name, 0, $"policy {word.ToUpperInvariant()}", $"policy {word}");
    }
}
