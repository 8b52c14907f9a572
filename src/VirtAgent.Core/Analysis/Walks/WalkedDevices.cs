using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>What a walk has to know of the devices a packet enters on.</summary>
internal sealed class WalkedDevices(Host host)
{
    private readonly Dictionary<string, Link> _links = host.Links.GroupBy(link => link.Name, StringComparer.Ordinal)
        .ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    private readonly HashSet<Address> _own = [.. host.Addresses.Select(address => address.Local)];

    private readonly HashSet<string> _withIPv4 =
        [.. host.Addresses.Where(address => address.Local.Family == Family.IPv4).Select(address => address.Device)];

    /// <summary>
    /// Whether packets of <paramref name="device"/> have Ethernet headers: xt_mac compares nothing where dev->type is not
    /// ARPHRD_ETHER (net/netfilter/xt_mac.c). Unknown for a device that was not observed.
    /// </summary>
    public Truth HaveEthernet(string device) => _links.GetValueOrDefault(device) is { } link
        ? Truths.Of(link is { Mac: not null, Loopback: false, TunMode: not "tun" })
        : Truth.Unknown;

    /// <summary>
    /// Whether frames that enter on <paramref name="device"/> pass the bridge family's hooks; taken so where it is not known.
    /// </summary>
    public bool MayBeBridge(string device) => _links.GetValueOrDefault(device) is not { Kind: not "bridge" };

    /// <summary>Whether one of the devices has that address.</summary>
    public bool IsOwn(Address address) => _own.Contains(address);

    /// <summary>Whether <paramref name="device"/> has an IPv4 address.</summary>
    public bool HasIPv4(string device) => _withIPv4.Contains(device);
}
