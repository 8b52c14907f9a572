using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// The values a random ruleset speaks of, drawn from small pools so that rules and packets meet, and remembered so that
/// packets can be aimed at their edges.
/// </summary>
internal sealed class Atoms(Random random, Family family)
{
    private static readonly string[] Hosts4 =
    [
        "10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.0.130", "10.0.1.1", "10.0.1.2", "10.0.1.20", "10.0.10.2", "10.0.10.200",
        "198.51.100.1", "198.51.100.2", "198.51.100.77", "8.8.8.8", "172.16.5.5", "172.31.255.254", "192.0.2.7", "203.0.113.9",
    ];

    private static readonly string[] Hosts6 =
    [
        "fd00::1", "fd00::2", "fd00::9", "fd00::130", "fd00:0:0:1::1", "fd00:0:0:1::2", "fd00:0:0:1::20", "fd00:0:0:10::2",
        "fd00:0:0:10:8000::2", "2001:db8::1", "2001:db8::2", "2001:db8::77", "2620:fe::fe", "2001:db8:64::5",
        "2001:db8:2::7", "2a00::9",
    ];

    private static readonly string[] Odd4 =
    [
        "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.8.8.8", "255.255.255.255", "224.0.0.5", "239.1.1.1", "240.0.0.1", "169.254.1.1",
        "10.0.0.0", "10.0.0.255", "10.0.1.255", "10.0.10.127", "10.0.10.128", "10.9.1.1", "10.8.1.1", "10.7.1.1", "10.6.1.1",
        "198.51.100.255",
    ];

    private static readonly string[] Odd6 =
    [
        "::", "::1", "::5", "fe80::5", "fec0::5", "ff00::1", "ff01::1", "ff02::1", "ff05::2", "ff0e::1",
        "::ffff:10.0.1.2", "64:ff9b::5", "2002::5", "100::5", "fd00::",
        "fd00:0:0:1::", "fd00:0:0:10:8000::", "fd00:9::1", "fd00:8::1", "fd00:7::1", "fd00:6::1",
    ];

    private static readonly int[] Lengths4 = [32, 32, 24, 24, 25, 16, 8, 12, 31, 30, 1];
    private static readonly int[] Lengths6 = [128, 128, 64, 64, 65, 48, 32, 16, 127, 60, 1];
    private static readonly string[] Holes4 =
        ["255.0.255.0", "255.255.0.255", "0.0.0.255", "0.0.0.1", "255.255.255.127", "128.0.0.3"];
    private static readonly string[] Holes6 =
        ["ffff::ffff", "::ff", "::1", "ffff:0:ffff::", "0:0:0:ffff::", "ffff:ffff:ffff:f:8000::1"];
    private static readonly ushort[] Pool = [0, 1, 22, 53, 80, 443, 999, 1000, 1023, 1024, 2000, 8080, 65534, 65535];

    private readonly List<Bits128> _addresses = [];
    private readonly List<ushort> _ports = [];

    /// <summary>An address in one of the networks or outside.</summary>
    public Address Host => Known(Address.Parse(random.Pick(family == Family.IPv4 ? Hosts4 : Hosts6)));

    /// <summary>A prefix or a mask with holes, around such an address.</summary>
    public string Mask
    {
        get
        {
            var host = random.Chance(0.1) ? Odd : Host;
            var holes = Address.Parse(random.Pick(family == Family.IPv4 ? Holes4 : Holes6));
            if (random.Chance(0.2)) return Known(new AddressMask(family, host.Bits, holes.Bits));
            return Known(AddressMask.Prefix(host, random.Pick(family == Family.IPv4 ? Lengths4 : Lengths6)));
        }
    }

    /// <summary>Addresses from the lower to the higher of two.</summary>
    public string AddressRange
    {
        get
        {
            Address first = Host, last = random.Chance(0.5) ? Host : new Address(family, first.Bits + (uint)random.Next(300));
            return first.Bits <= last.Bits ? $"{Known(first)}-{Known(last)}" : $"{Known(last)}-{Known(first)}";
        }
    }

    /// <summary>A port number.</summary>
    public ushort Port => Known(random.Pick(Pool));

    /// <summary>A port, or ports from the lower to the higher of two; never all, which inverted is no rule at all.</summary>
    public string Ports
    {
        get
        {
            ushort first = Port, last = Port;
            if (random.Chance(0.5) || first == last) return $"{first}";
            if (first > last) (first, last) = (last, first);
            return first == 0 && last == ushort.MaxValue ? "1:65535" : $"{first}:{last}";
        }
    }

    /// <summary>An address at or beside the edge of what a rule speaks of, or any.</summary>
    public Address Near => _addresses.Count == 0
        ? Host
        : new Address(family, Beside(random.Pick(_addresses)) & All);

    /// <summary>An address that routing treats in a way of its own.</summary>
    public Address Odd => Address.Parse(random.Pick(family == Family.IPv4 ? Odd4 : Odd6));

    /// <summary>A port at or beside the edge of what a rule speaks of, or any.</summary>
    public ushort NearPort => _ports.Count == 0 ? Port : (ushort)(random.Pick(_ports) + random.Next(3) - 1);

    private Bits128 Beside(Bits128 bits) => random.Next(3) switch
    {
        0 => bits.Low == 0 ? new Bits128(bits.High - 1, ulong.MaxValue) : bits with { Low = bits.Low - 1 },
        1 => bits,
        _ => bits + 1,
    };

    private Bits128 All => Bits128.MaxValue >> (128 - Address.WidthOf(family));

    private Address Known(Address address)
    {
        _addresses.Add(address.Bits);
        return address;
    }

    private string Known(AddressMask mask)
    {
        _addresses.Add(mask.Value & mask.Mask);
        _addresses.Add((mask.Value & mask.Mask) | (~mask.Mask & All));
        return mask.PrefixLength is { } length ? $"{mask.First}/{length}" : $"{mask.First}/{new Address(family, mask.Mask)}";
    }

    private ushort Known(ushort port)
    {
        _ports.Add(port);
        return port;
    }
}
