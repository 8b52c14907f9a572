namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>Where a live NIC's tap is, seen from where libvirt put it.</summary>
internal enum TapPlace
{
    /// <summary>The NIC has no place in a bridge: macvtap, PCI function, user mode, ethernet.</summary>
    NotBridged,

    /// <summary>The links were not read, or how the NIC is plugged is not understood.</summary>
    Unknown,

    /// <summary>In the bridge libvirt put it in.</summary>
    InPlace,

    /// <summary>In no bridge, or gone.</summary>
    Unbridged,

    /// <summary>In another bridge.</summary>
    Moved,
}
