namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// What libvirt reported of its own accord; a closed set. Events have no sequence number and are not replayed, and the order
/// between events of domains and of networks is not defined: treat each as "look again".
/// </summary>
public abstract record LibvirtEvent
{
    private LibvirtEvent()
    {
    }

    /// <summary>A guest started, stopped, was defined…</summary>
    /// <param name="Name">The guest's name.</param>
    /// <param name="Uuid">The guest's UUID, lower case with hyphens.</param>
    /// <param name="Kind">What happened.</param>
    /// <param name="Detail">Why, numbered for each kind (<c>virDomainEventStoppedDetailType</c>…).</param>
    public sealed record DomainLifecycle(string Name, string Uuid, DomainLifecycleKind Kind, int Detail) : LibvirtEvent;

    /// <summary>A device was plugged in.</summary>
    /// <param name="Name">The guest's name.</param>
    /// <param name="Uuid">The guest's UUID.</param>
    /// <param name="Alias">The device's alias in the live domain XML, <c>net1</c> for instance.</param>
    public sealed record DeviceAdded(string Name, string Uuid, string Alias) : LibvirtEvent;

    /// <summary>A device is gone: the guest let go of it.</summary>
    /// <param name="Name">The guest's name.</param>
    /// <param name="Uuid">The guest's UUID.</param>
    /// <param name="Alias">The alias the device had.</param>
    public sealed record DeviceRemoved(string Name, string Uuid, string Alias) : LibvirtEvent;

    /// <summary>The guest refused to let go of a device, which therefore stays, with its port.</summary>
    /// <param name="Name">The guest's name.</param>
    /// <param name="Uuid">The guest's UUID.</param>
    /// <param name="Alias">The device's alias.</param>
    public sealed record DeviceRemovalFailed(string Name, string Uuid, string Alias) : LibvirtEvent;

    /// <summary>The guest gave its NIC another MAC; libvirt 11.2.0 and newer.</summary>
    /// <param name="Name">The guest's name.</param>
    /// <param name="Uuid">The guest's UUID.</param>
    /// <param name="Alias">The NIC's alias.</param>
    /// <param name="OldMac">The MAC before.</param>
    /// <param name="NewMac">The MAC from now on.</param>
    public sealed record NicMacChanged(string Name, string Uuid, string Alias, string OldMac, string NewMac) : LibvirtEvent;

    /// <summary>A network started, stopped, was defined…</summary>
    /// <param name="Name">The network's name.</param>
    /// <param name="Uuid">The network's UUID.</param>
    /// <param name="Kind">What happened.</param>
    public sealed record NetworkLifecycle(string Name, string Uuid, NetworkLifecycleKind Kind) : LibvirtEvent;

    /// <summary>Title, description or metadata of a network changed; libvirt 9.8.0 and newer.</summary>
    /// <param name="Name">The network's name.</param>
    /// <param name="Uuid">The network's UUID.</param>
    public sealed record NetworkMetadataChanged(string Name, string Uuid) : LibvirtEvent;

    /// <summary>The connection is dead: nothing more will be reported, and what happened since is not known.</summary>
    /// <param name="Uri">Where it led.</param>
    /// <param name="Reason">Why it ended.</param>
    public sealed record ConnectionClosed(string Uri, CloseReason Reason) : LibvirtEvent;
}
