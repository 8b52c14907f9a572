namespace VirtAgent.Interop.Netlink;

/// <summary>A device of another network namespace that stands on one of this one, or whose other end is here.</summary>
/// <param name="Namespace">The number by which this namespace knows that one (RTM_GETNSID).</param>
/// <param name="Name">Its name there.</param>
/// <param name="Kind">macvlan, ipvlan, vlan, veth…</param>
/// <param name="Lower">Interface index, here, of the device it stands on.</param>
/// <param name="Up">Whether it is up.</param>
public sealed record StackedLink(int Namespace, string Name, string Kind, int Lower, bool Up);
