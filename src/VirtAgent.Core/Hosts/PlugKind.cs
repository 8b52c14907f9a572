namespace VirtAgent.Core.Hosts;

/// <summary>The <c>&lt;plug type&gt;</c> of a port (libvirt src/conf/schemas/networkport.rng).</summary>
public enum PlugKind
{
    /// <summary>No <c>&lt;plug&gt;</c>: a port that was never plugged.</summary>
    None,

    /// <summary>A tap in a bridge that libvirt made.</summary>
    Network,

    /// <summary>A tap in a bridge that was there before.</summary>
    Bridge,

    /// <summary>A macvtap on a host device.</summary>
    Direct,

    /// <summary>A PCI virtual function.</summary>
    HostDevPci,

    /// <summary>A kind this version does not know.</summary>
    Unknown,
}
