namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// One read-only connection to a libvirt daemon. Safe to use from several threads. Every call is a round trip to the daemon
/// and may wait for it without limit unless <see cref="TrySetKeepAlive"/> took; libvirt has no deadline for a single call, and
/// none for opening.
/// </summary>
public sealed class LibvirtConnection : IDisposable
{
    /// <summary>libvirt takes each callback once per connection, whoever it is for.</summary>
    internal LibvirtEvents? Subscription;

    private LibvirtConnection(ConnectHandle handle)
    {
        Handle = handle;
        Uri = LibvirtException.Check(NativeLibvirt.virConnectGetURI(handle));
        LibvirtException.Check(NativeLibvirt.virConnectGetLibVersion(handle, out var version));
        DaemonVersion = Dotted(version);
    }

    /// <summary>The version of the installed <c>libvirt.so.0</c>, <c>9.0.0</c> for instance.</summary>
    /// <exception cref="LibvirtException">libvirt is not installed.</exception>
    public static string LibraryVersion
    {
        get
        {
            LibvirtLibrary.Load();
            LibvirtException.Check(NativeLibvirt.virGetVersion(out var version, 0, 0));
            return Dotted(version);
        }
    }

    /// <summary>Where this leads, as libvirt spells it; with <c>LIBVIRT_DEFAULT_URI</c> and aliases resolved.</summary>
    public string Uri { get; }

    /// <summary>The version of libvirt at the other end, <c>9.0.0</c> for instance.</summary>
    public string DaemonVersion { get; }

    /// <summary>Whether the socket is still open; says nothing of whether anyone answers.</summary>
    public bool IsAlive => NativeLibvirt.virConnectIsAlive(Handle) == 1;

    internal ConnectHandle Handle { get; }

    /// <summary>Opens a connection that libvirt itself keeps from changing anything.</summary>
    /// <param name="uri"><c>qemu:///system</c>, <c>network:///system</c>, <c>test:///default</c>…</param>
    /// <exception cref="LibvirtException">libvirt is not installed, nobody listens, or access is refused.</exception>
    public static LibvirtConnection OpenReadOnly(string uri)
    {
        LibvirtLibrary.Load();
        var handle = LibvirtException.Check(NativeLibvirt.virConnectOpenReadOnly(uri));
        try
        {
            return new LibvirtConnection(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Has the connection end itself, and calls that wait on it fail, when the daemon stays silent for about
    /// <paramref name="intervalSeconds"/> × (<paramref name="count"/> + 1).
    /// </summary>
    /// <returns>False where it cannot be had: no event loop at the time of opening, or a driver without a daemon.</returns>
    public bool TrySetKeepAlive(int intervalSeconds, uint count) =>
        NativeLibvirt.virConnectSetKeepAlive(Handle, intervalSeconds, count) == 0;

    /// <summary>The networks that are active now; dispose each.</summary>
    /// <exception cref="LibvirtException">The daemon does not answer or refuses.</exception>
    public IReadOnlyList<LibvirtNetwork> ActiveNetworks() => Networks(ListNetworksFlags.Active);

    /// <summary>The networks that are defined and not active now; dispose each.</summary>
    /// <exception cref="LibvirtException">The daemon does not answer or refuses.</exception>
    public IReadOnlyList<LibvirtNetwork> InactiveNetworks() => Networks(ListNetworksFlags.Inactive);

    /// <summary>The guests that run (or are paused) now; dispose each.</summary>
    /// <exception cref="LibvirtException">The daemon does not answer or refuses.</exception>
    public IReadOnlyList<LibvirtDomain> ActiveDomains() => Domains(ListDomainsFlags.Active);

    /// <summary>All guests, also those that are only defined; dispose each.</summary>
    /// <exception cref="LibvirtException">The daemon does not answer or refuses.</exception>
    public IReadOnlyList<LibvirtDomain> AllDomains() => Domains(ListDomainsFlags.Active | ListDomainsFlags.Inactive);

    /// <summary>The network of that name, active or not; null when there is none.</summary>
    /// <exception cref="LibvirtException">Anything but "no such network".</exception>
    public LibvirtNetwork? FindNetwork(string name) => Network(LibvirtException.Find(
        NativeLibvirt.virNetworkLookupByName(Handle, name), LibvirtErrorCode.NoNetwork));

    /// <summary>The network of that UUID, active or not; null when there is none.</summary>
    /// <exception cref="LibvirtException">Anything but "no such network"; <c>InvalidArg</c> for what is no UUID.</exception>
    public LibvirtNetwork? FindNetworkByUuid(string uuid) => Network(LibvirtException.Find(
        NativeLibvirt.virNetworkLookupByUUIDString(Handle, uuid), LibvirtErrorCode.NoNetwork));

    /// <summary>The guest of that name, active or not; null when there is none.</summary>
    /// <exception cref="LibvirtException">Anything but "no such domain".</exception>
    public LibvirtDomain? FindDomain(string name) => Domain(LibvirtException.Find(
        NativeLibvirt.virDomainLookupByName(Handle, name), LibvirtErrorCode.NoDomain));

    /// <summary>The guest of that UUID, active or not; null when there is none.</summary>
    /// <exception cref="LibvirtException">Anything but "no such domain"; <c>InvalidArg</c> for what is no UUID.</exception>
    public LibvirtDomain? FindDomainByUuid(string uuid) => Domain(LibvirtException.Find(
        NativeLibvirt.virDomainLookupByUUIDString(Handle, uuid), LibvirtErrorCode.NoDomain));

    /// <summary>
    /// Closes the connection, which happens when the last network, port or domain made from it is disposed as well.
    /// </summary>
    public void Dispose() => Handle.Dispose();

    private static LibvirtNetwork? Network(NetworkHandle? handle) => handle is null ? null : new LibvirtNetwork(handle);

    private static LibvirtDomain? Domain(DomainHandle? handle) => handle is null ? null : new LibvirtDomain(handle);

    /// <summary>major × 1,000,000 + minor × 1,000 + release (<c>LIBVIR_VERSION_NUMBER</c>, libvirt-common.h).</summary>
    private static string Dotted(nuint version) => $"{version / 1_000_000}.{version / 1_000 % 1_000}.{version % 1_000}";

    private List<LibvirtNetwork> Networks(ListNetworksFlags which)
    {
        var count = LibvirtException.Check(NativeLibvirt.virConnectListAllNetworks(Handle, out var array, (uint)which));
        return ObjectArray.Take(array, count, static pointer => new LibvirtNetwork(new NetworkHandle(pointer)));
    }

    private List<LibvirtDomain> Domains(ListDomainsFlags which)
    {
        var count = LibvirtException.Check(NativeLibvirt.virConnectListAllDomains(Handle, out var array, (uint)which));
        return ObjectArray.Take(array, count, static pointer => new LibvirtDomain(new DomainHandle(pointer)));
    }
}
