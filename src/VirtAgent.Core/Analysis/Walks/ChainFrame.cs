namespace VirtAgent.Core.Analysis.Walks;

/// <summary>Where a user chain returns to when it ends.</summary>
/// <param name="Chain">The chain that jumped.</param>
/// <param name="Next">Index of the rule behind the jump.</param>
/// <param name="Depth">How many chains were entered on the way to that rule, gotos included.</param>
/// <param name="Caller">Where that chain returns to; null in the built-in chain.</param>
internal sealed record ChainFrame(WalkedChain Chain, int Next, int Depth, ChainFrame? Caller);
