using System.Net;
using VirtAgent.Core.Hosts;
using VirtAgent.Interop.Netlink;

namespace VirtAgent.Observe.Network;

/// <summary>
/// Addresses of networks, to pick out of a busy host's flows those that cross the edge of one against its promise.
/// </summary>
internal sealed class GuestAddresses : IFlowFilter
{
    private readonly List<Range> _isolated;
    private readonly List<Range> _translated;

    public GuestAddresses(IEnumerable<VirtualNetwork> networks)
    {
        var all = networks.ToList();
        _isolated = [.. all.Where(network => network.Mode == ForwardMode.None).SelectMany(Ranges)];
        _translated = [.. all.Where(network => network.Mode == ForwardMode.Nat).SelectMany(Ranges)];
    }

    /// <summary>Whether no network has an address, so that no flow can be told to be a guest's.</summary>
    public bool IsEmpty => _isolated.Count + _translated.Count == 0;

    /// <summary>
    /// Whether a flow gets into or out of an isolated network, or into a NAT network. By raw addresses: it is asked for every
    /// flow.
    /// </summary>
    public bool Wants(ReadOnlySpan<byte> source, ReadOnlySpan<byte> destination, ReadOnlySpan<byte> answerer)
    {
        foreach (var range in _isolated)
            if (range.Contains(source) != range.Contains(answerer)) return true;
        foreach (var range in _translated)
            if (range.Contains(answerer) && !range.Contains(source)) return true;
        return false;
    }

    /// <summary>The same for a line of /proc/net/nf_conntrack.</summary>
    public bool Wants(string line)
    {
        var sources = line.Split(' ').Where(word => word.StartsWith("src=", StringComparison.Ordinal)).Select(word => word[4..])
            .ToList();
        return sources.Count == 2 && IPAddress.TryParse(sources[0], out var source)
            && IPAddress.TryParse(sources[1], out var answerer)
            && Wants(source.GetAddressBytes(), [], answerer.GetAddressBytes());
    }

    private static IEnumerable<Range> Ranges(VirtualNetwork network) => network.Addresses.Select(address =>
        new Range(IPAddress.Parse(address.Prefix.First.ToString()).GetAddressBytes(), address.Prefix.PrefixLength ?? 0));

    private sealed record Range(byte[] First, int Length)
    {
        public bool Contains(ReadOnlySpan<byte> address)
        {
            if (address.Length != First.Length) return false;
            var whole = Length / 8;
            if (!address[..whole].SequenceEqual(First.AsSpan(0, whole))) return false;
            return Length % 8 == 0 || (address[whole] ^ First[whole]) >> (8 - Length % 8) == 0;
        }
    }
}
