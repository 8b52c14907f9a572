using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

// libvirt-event.h, and the event registrations of libvirt-domain.h and libvirt-network.h. The headers cast every kind of
// callback to the generic one (VIR_DOMAIN_EVENT_CALLBACK); the real ones stand in LibvirtCallbacks.
internal static unsafe partial class NativeLibvirt
{
    [LibraryImport(Library)]
    internal static partial int virEventRegisterDefaultImpl();

    [LibraryImport(Library)]
    internal static partial int virEventRunDefaultImpl();

    [LibraryImport(Library)]
    internal static partial int virEventAddTimeout(
        int frequency, delegate* unmanaged[Cdecl]<int, nint, void> cb, nint opaque, delegate* unmanaged[Cdecl]<nint, void> ff);

    [LibraryImport(Library)]
    internal static partial void virEventUpdateTimeout(int timer, int frequency);

    [LibraryImport(Library)]
    internal static partial int virEventRemoveTimeout(int timer);

    [LibraryImport(Library)]
    internal static partial int virConnectDomainEventRegisterAny(
        ConnectHandle conn, nint dom, DomainEventId eventID, delegate* unmanaged[Cdecl]<nint, nint, nint, void> cb, nint opaque,
        delegate* unmanaged[Cdecl]<nint, void> freecb);

    [LibraryImport(Library)]
    internal static partial int virConnectDomainEventDeregisterAny(ConnectHandle conn, int callbackID);

    [LibraryImport(Library)]
    internal static partial int virConnectNetworkEventRegisterAny(
        ConnectHandle conn, nint net, NetworkEventId eventID, delegate* unmanaged[Cdecl]<nint, nint, nint, void> cb, nint opaque,
        delegate* unmanaged[Cdecl]<nint, void> freecb);

    [LibraryImport(Library)]
    internal static partial int virConnectNetworkEventDeregisterAny(ConnectHandle conn, int callbackID);
}
