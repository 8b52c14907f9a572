using System.Net;

namespace VirtAgent.Interop.Netlink;

/// <summary>A device that takes packets out of packets.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">vxlan, gre, ipip…</param>
/// <param name="Up">Whether it is up: one that is not takes nothing.</param>
/// <param name="Local">The only address of the host that it listens on; null for any.</param>
/// <param name="Remote">The only sender it takes packets from, by an address that anybody can write; null for any.</param>
/// <param name="Port">UDP port; 0 where it has none.</param>
public sealed record TunnelLink(string Name, string Kind, bool Up, IPAddress? Local, IPAddress? Remote, int Port);
