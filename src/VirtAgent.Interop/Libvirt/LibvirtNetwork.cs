namespace VirtAgent.Interop.Libvirt;

/// <summary>A virtual network as the daemon knows it.</summary>
public sealed class LibvirtNetwork : IDisposable
{
    private readonly NetworkHandle _handle;

    internal LibvirtNetwork(NetworkHandle handle)
    {
        _handle = handle;
        Name = ReadName(handle);
        Uuid = ReadUuid(handle);
    }

    /// <summary>The network's name.</summary>
    public string Name { get; }

    /// <summary>The network's UUID, lower case with hyphens.</summary>
    public string Uuid { get; }

    /// <summary>Whether the network is active; asks the daemon each time.</summary>
    /// <exception cref="LibvirtException">The network is gone, or the daemon does not answer.</exception>
    public bool IsActive => LibvirtException.Check(NativeLibvirt.virNetworkIsActive(_handle)) == 1;

    /// <summary>The network's XML: the live one, with what libvirt filled in, when it is active.</summary>
    /// <exception cref="LibvirtException">The network is gone, or the daemon does not answer.</exception>
    public string XmlDesc() => LibvirtException.Check(NativeLibvirt.virNetworkGetXMLDesc(_handle, 0));

    /// <summary>The ports of an active network; dispose each.</summary>
    /// <exception cref="LibvirtException"><c>OperationInvalid</c> when the network is not active.</exception>
    public IReadOnlyList<LibvirtPort> Ports()
    {
        LibvirtLibrary.Require(nameof(NativeLibvirt.virNetworkListAllPorts), "5.5.0");
        var count = LibvirtException.Check(NativeLibvirt.virNetworkListAllPorts(_handle, out var array, 0));
        return ObjectArray.Take(array, count, static pointer => new LibvirtPort(new NetworkPortHandle(pointer)));
    }

    /// <summary>The port of that UUID; null when there is none.</summary>
    /// <exception cref="LibvirtException">Anything but "no such port"; <c>InvalidArg</c> for what is no UUID.</exception>
    public LibvirtPort? FindPort(string uuid)
    {
        LibvirtLibrary.Require(nameof(NativeLibvirt.virNetworkPortLookupByUUIDString), "5.5.0");
        var handle = LibvirtException.Find(
            NativeLibvirt.virNetworkPortLookupByUUIDString(_handle, uuid), LibvirtErrorCode.NoNetworkPort);
        return handle is null ? null : new LibvirtPort(handle);
    }

    /// <summary>Lets go of the native object; the network itself is not touched.</summary>
    public void Dispose() => _handle.Dispose();

    internal static string ReadName(NetworkHandle handle) => LibvirtException.Check(NativeLibvirt.virNetworkGetName(handle));

    internal static unsafe string ReadUuid(NetworkHandle handle)
    {
        var uuid = stackalloc byte[UuidText.Length];
        LibvirtException.Check(NativeLibvirt.virNetworkGetUUID(handle, uuid));
        return UuidText.From(uuid);
    }
}
