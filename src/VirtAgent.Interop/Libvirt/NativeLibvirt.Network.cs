using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace VirtAgent.Interop.Libvirt;

// libvirt-network.h
internal static unsafe partial class NativeLibvirt
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NetworkHandle virNetworkLookupByName(ConnectHandle conn, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NetworkHandle virNetworkLookupByUUIDString(ConnectHandle conn, string uuid);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8Marshaller))]
    internal static partial string? virNetworkGetName(NetworkHandle network);

    [LibraryImport(Library)]
    internal static partial int virNetworkGetUUID(NetworkHandle network, byte* uuid);

    [LibraryImport(Library)]
    internal static partial int virNetworkIsActive(NetworkHandle net);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(OwnedUtf8Marshaller))]
    internal static partial string? virNetworkGetXMLDesc(NetworkHandle network, uint flags);

    [LibraryImport(Library)]
    internal static partial int virNetworkFree(nint network);
}
