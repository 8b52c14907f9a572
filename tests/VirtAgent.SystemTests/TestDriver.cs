using System.Runtime.InteropServices;
using VirtAgent.Interop.Libvirt;

namespace VirtAgent.SystemTests;

/// <summary>
/// A writable connection to <c>test:///default</c>, whose guests and networks live in this process and are shared by all its
/// connections: what is done here, the read-only binding under test sees and is told.
/// </summary>
internal sealed class TestDriver : IDisposable
{
    public const string Uri = "test:///default";

    private readonly nint _connection;

    public TestDriver()
    {
        _ = LibvirtConnection.LibraryVersion; // loads the library the way the binding does, errors silenced
        _connection = virConnectOpen(Uri);
        Assert.NotEqual(0, _connection);
    }

    public void SuspendGuest() => WithGuest(virDomainSuspend);

    public void ResumeGuest() => WithGuest(virDomainResume);

    public void StopNetwork() => WithNetwork(virNetworkDestroy);

    public void StartNetwork() => WithNetwork(virNetworkCreate);

    public void Dispose() => Assert.Equal(0, virConnectClose(_connection));

    [DllImport(NativeLibvirt.Library)]
    private static extern nint virConnectOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(NativeLibvirt.Library)]
    private static extern int virConnectClose(nint conn);

    [DllImport(NativeLibvirt.Library)]
    private static extern nint virDomainLookupByName(nint conn, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(NativeLibvirt.Library)]
    private static extern int virDomainSuspend(nint domain);

    [DllImport(NativeLibvirt.Library)]
    private static extern int virDomainResume(nint domain);

    [DllImport(NativeLibvirt.Library)]
    private static extern int virDomainFree(nint domain);

    [DllImport(NativeLibvirt.Library)]
    private static extern nint virNetworkLookupByName(nint conn, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport(NativeLibvirt.Library)]
    private static extern int virNetworkDestroy(nint network);

    [DllImport(NativeLibvirt.Library)]
    private static extern int virNetworkCreate(nint network);

    [DllImport(NativeLibvirt.Library)]
    private static extern int virNetworkFree(nint network);

    private void WithGuest(Func<nint, int> act)
    {
        var guest = virDomainLookupByName(_connection, "test");
        Assert.Equal(0, act(guest));
        Assert.Equal(0, virDomainFree(guest));
    }

    private void WithNetwork(Func<nint, int> act)
    {
        var network = virNetworkLookupByName(_connection, "default");
        Assert.Equal(0, act(network));
        Assert.Equal(0, virNetworkFree(network));
    }
}
