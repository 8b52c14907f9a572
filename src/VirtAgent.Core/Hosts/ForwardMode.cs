namespace VirtAgent.Core.Hosts;

/// <summary>What a libvirt network's <c>&lt;forward mode&gt;</c> says about traffic (docs/formatnetwork.rst).</summary>
public enum ForwardMode
{
    /// <summary>No <c>&lt;forward&gt;</c>: isolated.</summary>
    None,

    /// <summary>Address translation towards the outside.</summary>
    Nat,

    /// <summary>Routed without translation.</summary>
    Route,

    /// <summary>A bridge with no rules by libvirt at all.</summary>
    Open,

    /// <summary>An existing host bridge, or macvtap in bridge mode.</summary>
    Bridge,

    /// <summary>macvtap, private.</summary>
    Private,

    /// <summary>macvtap, VEPA.</summary>
    Vepa,

    /// <summary>macvtap, passthrough.</summary>
    Passthrough,

    /// <summary>PCI passthrough of virtual functions.</summary>
    HostDev,

    /// <summary>A mode this version does not know; the network makes no promise that could be proved.</summary>
    Unknown,
}
