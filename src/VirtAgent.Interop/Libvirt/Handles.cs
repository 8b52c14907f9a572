using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

/// <summary>A <c>virConnectPtr</c>. Objects made from it hold references of their own on the native side.</summary>
internal sealed class ConnectHandle : SafeHandle
{
    public ConnectHandle() : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>What the close answered: references that objects still held, 0 when the last is gone; null before.</summary>
    internal int? ReferencesLeft { get; private set; }

    /// <summary>A second handle with a reference of its own, so that either can be disposed first.</summary>
    internal ConnectHandle Duplicate()
    {
        LibvirtException.Check(NativeLibvirt.virConnectRef(this));
        var twin = new ConnectHandle();
        twin.SetHandle(handle);
        return twin;
    }

    protected override bool ReleaseHandle() => (ReferencesLeft = NativeLibvirt.virConnectClose(handle)) >= 0;
}

/// <summary>A <c>virDomainPtr</c>.</summary>
internal sealed class DomainHandle : SafeHandle
{
    public DomainHandle() : base(0, ownsHandle: true)
    {
    }

    internal DomainHandle(nint domain, bool owned = true) : base(0, owned) => SetHandle(domain);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => NativeLibvirt.virDomainFree(handle) == 0;
}

/// <summary>A <c>virNetworkPtr</c>.</summary>
internal sealed class NetworkHandle : SafeHandle
{
    public NetworkHandle() : base(0, ownsHandle: true)
    {
    }

    internal NetworkHandle(nint network, bool owned = true) : base(0, owned) => SetHandle(network);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => NativeLibvirt.virNetworkFree(handle) == 0;
}

/// <summary>A <c>virNetworkPortPtr</c>.</summary>
internal sealed class NetworkPortHandle : SafeHandle
{
    public NetworkPortHandle() : base(0, ownsHandle: true)
    {
    }

    internal NetworkPortHandle(nint port) : base(0, ownsHandle: true) => SetHandle(port);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => NativeLibvirt.virNetworkPortFree(handle) == 0;
}
