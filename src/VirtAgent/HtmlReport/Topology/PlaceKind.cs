namespace VirtAgent.HtmlReport.Topology;

/// <summary>What a place is.</summary>
internal enum PlaceKind
{
    /// <summary>Everything beyond the host.</summary>
    Outside,

    /// <summary>A device that is no libvirt network's bridge.</summary>
    Device,

    /// <summary>A libvirt network with its bridge.</summary>
    Network,

    /// <summary>Where NICs are that lead to nothing this host has a name for.</summary>
    Nowhere,
}
