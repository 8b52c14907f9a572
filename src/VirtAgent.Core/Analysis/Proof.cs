using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis;

/// <summary>What the proof of one network and family came to.</summary>
/// <param name="Network">The network.</param>
/// <param name="Family">The family.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Findings">What it rests on; empty for a promise that is kept.</param>
/// <param name="Unread">Sources that were missing for a better verdict, by name.</param>
internal sealed record Proof(
    VirtualNetwork Network, Family Family, PromiseVerdict Verdict, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Unread);
