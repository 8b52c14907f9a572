namespace VirtAgent.Core.Analysis.Walks;

/// <summary>What a what-if question takes for granted, instead of what the host says.</summary>
/// <param name="ForwardingOn">Take forwarding and IPv6 as switched on wherever a sysctl has them off.</param>
/// <param name="Out">Device the packet leaves on whatever the routes say; null asks the routes.</param>
public sealed record WalkAssumptions(bool ForwardingOn = false, string? Out = null)
{
    /// <summary>The host as it is.</summary>
    public static readonly WalkAssumptions None = new();
}
