namespace VirtAgent.Core.Findings;

/// <summary>How port, guest and kernel agree about one port.</summary>
public enum PortState
{
    /// <summary>Port, live NIC, tap and bridge agree.</summary>
    Bound,

    /// <summary>A live NIC names the port, but its network does not list it.</summary>
    Ghost,

    /// <summary>The network lists it, but no live NIC names it.</summary>
    Orphan,

    /// <summary>MAC, owner or bridge differ.</summary>
    Mismatch,

    /// <summary>Its tap has no bridge.</summary>
    Unbridged,

    /// <summary>Its tap sits in another bridge than its plug says.</summary>
    Moved,
}
