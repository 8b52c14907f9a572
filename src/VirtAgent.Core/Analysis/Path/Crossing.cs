namespace VirtAgent.Core.Analysis.Path;

/// <summary>Which way a packet crosses the edge of a network.</summary>
internal enum Crossing
{
    /// <summary>It enters the host on the network's bridge and leaves on another device.</summary>
    Out,

    /// <summary>It enters on another device and leaves on the network's bridge.</summary>
    In,
}
