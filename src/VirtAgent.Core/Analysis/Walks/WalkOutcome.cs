namespace VirtAgent.Core.Analysis.Walks;

/// <summary>Where a packet ends.</summary>
public enum WalkOutcome
{
    /// <summary>It leaves on another device.</summary>
    Forwarded,

    /// <summary>A rule or policy dropped it.</summary>
    Dropped,

    /// <summary>It is for the host itself.</summary>
    ToHost,

    /// <summary>The kernel does not forward it: forwarding is off, no route, or an address that is never forwarded.</summary>
    NotForwarded,
}
