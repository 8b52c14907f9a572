using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>A network device of the host, from <c>ip -j -d link</c>.</summary>
/// <param name="Index">Interface index, above 0.</param>
/// <param name="Name">At most 15 bytes.</param>
/// <param name="Kind">rtnetlink's info_kind (bridge, tun, veth, vlan…); null for a physical device and loopback.</param>
/// <param name="TunMode">"tap" or "tun" for kind tun, else null.</param>
/// <param name="Master">Device it is enslaved to, or null.</param>
/// <param name="Mac">Hardware address, or null where it has none.</param>
/// <param name="Up">Whether it is administratively up.</param>
/// <param name="Loopback">Whether it is the loopback device.</param>
/// <param name="Peer">
/// Device below or beside it on this host: the VLAN's parent, the veth's peer; null if elsewhere or none.
/// </param>
/// <param name="HasProgram">Whether an XDP program is attached.</param>
public sealed record Link(
    int Index,
    string Name,
    string? Kind,
    string? TunMode,
    string? Master,
    MacAddress? Mac,
    bool Up,
    bool Loopback,
    string? Peer,
    bool HasProgram)
{
    /// <summary>
    /// Whether somebody is at the other end (LOWER_UP): of a tap, a process that has it open.
    /// </summary>
    public bool Carrier { get; init; }

    /// <summary>
    /// Whether a bridge keeps what enters on it from its other isolated members (BR_ISOLATED); null for what is in no bridge, and
    /// where ip(8) does not tell.
    /// </summary>
    public bool? Isolated { get; init; }
}
