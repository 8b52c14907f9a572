using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace VirtAgent.Interop.Libvirt;

// libvirt-network.h; all of it since 5.5.0, see LibvirtLibrary.Require
internal static unsafe partial class NativeLibvirt
{
    [LibraryImport(Library)]
    internal static partial int virNetworkListAllPorts(NetworkHandle network, out nint ports, uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial NetworkPortHandle virNetworkPortLookupByUUIDString(NetworkHandle net, string uuidstr);

    [LibraryImport(Library)]
    internal static partial int virNetworkPortGetUUID(NetworkPortHandle port, byte* uuid);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(OwnedUtf8Marshaller))]
    internal static partial string? virNetworkPortGetXMLDesc(NetworkPortHandle port, uint flags);

    [LibraryImport(Library)]
    internal static partial int virNetworkPortGetParameters(
        NetworkPortHandle port, out nint @params, out int nparams, uint flags);

    [LibraryImport(Library)]
    internal static partial int virNetworkPortFree(nint port);
}
