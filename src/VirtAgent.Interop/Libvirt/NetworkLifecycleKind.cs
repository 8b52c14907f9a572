namespace VirtAgent.Interop.Libvirt;

/// <summary>What happened to a network (<c>virNetworkEventLifecycleType</c>, libvirt-network.h).</summary>
[HeaderPrefix("VIR_NETWORK_EVENT_")]
public enum NetworkLifecycleKind
{
    /// <summary>Its definition was written or changed.</summary>
    Defined = 0,

    /// <summary>Its definition was removed.</summary>
    Undefined = 1,

    /// <summary>Its bridge and rules were made.</summary>
    Started = 2,

    /// <summary>It was taken down, with every port it had and without an event for any of them.</summary>
    Stopped = 3,
}
