using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>
/// What of a host takes packets out of packets, or sends them another way than routes say: <c>tunnels.json</c>.
/// </summary>
/// <param name="Devices">Tunnels that ask for no key.</param>
/// <param name="IpsecPolicies">How many IPsec policies there are for packets that leave.</param>
/// <param name="VirtualServices">Services of IPVS, as /proc/net/ip_vs prints them.</param>
/// <param name="PppoeSessions">Devices with a PPPoE session, as /proc/net/pppoe prints them.</param>
public sealed record TunnelState(
    IReadOnlyList<Tunnel> Devices, int IpsecPolicies, IReadOnlyList<string> VirtualServices, IReadOnlyList<string> PppoeSessions);

/// <summary>A tunnel of the host.</summary>
/// <param name="Name">The device that what it takes out comes in on.</param>
/// <param name="Kind">vxlan, gre, ipip…</param>
/// <param name="Up">Whether it is up; else it takes nothing.</param>
/// <param name="Local">The only address of the host it listens on; null for any.</param>
/// <param name="Remote">The only sender it listens to, whose address anybody can write; null for any.</param>
/// <param name="Port">Its UDP port; 0 where it has none.</param>
public sealed record Tunnel(string Name, string Kind, bool Up, Address? Local, Address? Remote, int Port);
