namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// A ruleset whose packet sets outgrow the memory a proof may use; the verdict is then undecided, never isolated.
/// </summary>
/// <param name="message">One sentence.</param>
public sealed class SetTooLargeException(string message) : Exception(message);
