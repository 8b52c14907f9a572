using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using unsafe Device = delegate* unmanaged[Cdecl]<nint, nint, nint, nint, void>;
using unsafe DomainLifecycle = delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, int>;
using unsafe Generic = delegate* unmanaged[Cdecl]<nint, nint, nint, void>;
using unsafe NetworkLifecycle = delegate* unmanaged[Cdecl]<nint, nint, int, int, nint, void>;
using unsafe NetworkMetadata = delegate* unmanaged[Cdecl]<nint, nint, int, nint, nint, void>;
using unsafe NicMacChange = delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, void>;

namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// The functions libvirt calls, each with the name of its C type. Any thread may deliver: the event loop's, or one that waits
/// for an answer when the connection breaks. They copy and post, call nothing that goes over the wire, and let no exception
/// out, which would abort the process. What they are handed (<c>conn</c>, <c>dom</c>, <c>net</c>, strings) is borrowed.
/// </summary>
internal static unsafe class LibvirtCallbacks
{
    /// <summary>The callback for an event, cast to the generic type as <c>VIR_DOMAIN_EVENT_CALLBACK</c> does.</summary>
    internal static Generic Of(DomainEventId id) => (Generic)(id switch
    {
        DomainEventId.Lifecycle => (nint)(DomainLifecycle)(&virConnectDomainEventCallback),
        DomainEventId.DeviceAdded => (nint)(Device)(&virConnectDomainEventDeviceAddedCallback),
        DomainEventId.DeviceRemoved => (nint)(Device)(&virConnectDomainEventDeviceRemovedCallback),
        DomainEventId.DeviceRemovalFailed => (nint)(Device)(&virConnectDomainEventDeviceRemovalFailedCallback),
        DomainEventId.NicMacChange => (nint)(NicMacChange)(&virConnectDomainEventNICMACChangeCallback),
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, null),
    });

    /// <summary>The same for networks (<c>VIR_NETWORK_EVENT_CALLBACK</c>).</summary>
    internal static Generic Of(NetworkEventId id) => (Generic)(id switch
    {
        NetworkEventId.Lifecycle => (nint)(NetworkLifecycle)(&virConnectNetworkEventLifecycleCallback),
        NetworkEventId.MetadataChange => (nint)(NetworkMetadata)(&virConnectNetworkEventMetadataChangeCallback),
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, null),
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virErrorFunc(nint userData, virError* error)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virEventTimeoutCallback(int timer, nint opaque)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virFreeCallback(nint opaque) => GCHandle.FromIntPtr(opaque).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static int virConnectDomainEventCallback(nint conn, nint dom, int @event, int detail, nint opaque)
    {
        PostOfDomain(opaque, dom, (name, uuid) =>
            new LibvirtEvent.DomainLifecycle(name, uuid, (DomainLifecycleKind)@event, detail));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virConnectDomainEventDeviceAddedCallback(nint conn, nint dom, nint devAlias, nint opaque) =>
        PostOfDomain(opaque, dom, (name, uuid) => new LibvirtEvent.DeviceAdded(name, uuid, Text(devAlias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virConnectDomainEventDeviceRemovedCallback(nint conn, nint dom, nint devAlias, nint opaque) =>
        PostOfDomain(opaque, dom, (name, uuid) => new LibvirtEvent.DeviceRemoved(name, uuid, Text(devAlias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virConnectDomainEventDeviceRemovalFailedCallback(nint conn, nint dom, nint devAlias, nint opaque) =>
        PostOfDomain(opaque, dom, (name, uuid) => new LibvirtEvent.DeviceRemovalFailed(name, uuid, Text(devAlias)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virConnectDomainEventNICMACChangeCallback(
        nint conn, nint dom, nint alias, nint oldMAC, nint newMAC, nint opaque) =>
        PostOfDomain(opaque, dom, (name, uuid) =>
            new LibvirtEvent.NicMacChanged(name, uuid, Text(alias), Text(oldMAC), Text(newMAC)));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virConnectNetworkEventLifecycleCallback(nint conn, nint net, int @event, int detail, nint opaque) =>
        PostOfNetwork(opaque, net, (name, uuid) =>
            new LibvirtEvent.NetworkLifecycle(name, uuid, (NetworkLifecycleKind)@event));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virConnectNetworkEventMetadataChangeCallback(nint conn, nint net, int type, nint nsuri, nint opaque) =>
        PostOfNetwork(opaque, net, (name, uuid) => new LibvirtEvent.NetworkMetadataChanged(name, uuid));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void virConnectCloseFunc(nint conn, int reason, nint opaque) =>
        Post(opaque, events => new LibvirtEvent.ConnectionClosed(events.Uri, (CloseReason)reason));

    private static void PostOfDomain(nint opaque, nint dom, Func<string, string, LibvirtEvent> make) => Post(opaque, _ =>
    {
        using var borrowed = new DomainHandle(dom, owned: false);
        return make(LibvirtDomain.ReadName(borrowed), LibvirtDomain.ReadUuid(borrowed));
    });

    private static void PostOfNetwork(nint opaque, nint net, Func<string, string, LibvirtEvent> make) => Post(opaque, _ =>
    {
        using var borrowed = new NetworkHandle(net, owned: false);
        return make(LibvirtNetwork.ReadName(borrowed), LibvirtNetwork.ReadUuid(borrowed));
    });

    private static void Post(nint opaque, Func<LibvirtEvents, LibvirtEvent> make)
    {
        if (GCHandle.FromIntPtr(opaque).Target is not LibvirtEvents events) return;

        try
        {
            events.Post(make(events));
        }
        catch (Exception)
        {
            events.CountLost();
        }
    }

    private static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
