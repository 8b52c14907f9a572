using VirtAgent.Core.Analysis.Path;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>What a kernel parameter decides.</summary>
/// <param name="Open">Whether it lets the packet on; unknown where it was not observed.</param>
/// <param name="Key">Its name.</param>
/// <param name="Text">Name and value, in words.</param>
internal sealed record SysctlDecision(Truth Open, string Key, string Text);
