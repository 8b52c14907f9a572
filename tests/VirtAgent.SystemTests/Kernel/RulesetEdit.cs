namespace VirtAgent.SystemTests.Kernel;

/// <summary>Some edits of a ruleset that one program makes.</summary>
/// <param name="Program">iptables-nft-restore, nft, …</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Input">Its standard input.</param>
/// <param name="Count">How many edits that is.</param>
internal sealed record RulesetEdit(string Program, string[] Arguments, string Input, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Program} {string.Join(' ', Arguments)}\n{Input}";
}
