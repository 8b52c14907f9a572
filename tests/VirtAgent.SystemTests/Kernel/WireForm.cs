using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>What stands between the header of the network layer and that of the transport layer.</summary>
/// <param name="Options">IPv4 options, padded to words; empty for IPv6.</param>
/// <param name="Extensions">
/// IPv6 extension headers with their types; the first octet of each is left for the type of the next.
/// </param>
internal sealed record WireForm(byte[] Options, IReadOnlyList<(byte Type, byte[] Octets)> Extensions)
{
    /// <summary>IPv6's fragment header.</summary>
    public const byte Fragment = 44;

    /// <summary>IPv6's destination options.</summary>
    public const byte DestinationOptions = 60;

    private const byte HopByHop = 0;

    /// <summary>Nothing.</summary>
    public static readonly WireForm Plain = new([], []);

    // No operation, end of list, router alert, a timestamp with room for one.
    private static readonly byte[][] Options4 =
        [[1, 1, 1, 1], [1, 1, 0, 0], [148, 4, 0, 0], [68, 8, 5, 0, 0, 0, 0, 0], [1, 1, 1, 1, 148, 4, 0, 0, 0, 0, 0, 0]];

    /// <summary>Draws a form that hides nothing from anyone.</summary>
    public static WireForm Draw(Random random, Family family)
    {
        if (family == Family.IPv4) return new WireForm(random.Pick(Options4), []);
        var extensions = new List<(byte, byte[])>();
        if (random.Chance(0.4)) extensions.Add((HopByHop, Padding(8)));
        for (var count = random.Next(extensions.Count == 0 ? 1 : 0, 3); count > 0; count--)
            extensions.Add((DestinationOptions, Padding(random.Pick([8, 16]))));
        return new WireForm([], extensions);
    }

    /// <summary>The same with a last extension header of which only <paramref name="octets"/> octets are there.</summary>
    public WireForm Cut(int octets) => this with { Extensions = [.. Extensions, (DestinationOptions, Padding(16)[..octets])] };

    // One option that fills the header (PadN, RFC 8200 4.2).
    private static byte[] Padding(int length)
    {
        var octets = new byte[length];
        (octets[1], octets[2], octets[3]) = ((byte)((length / 8) - 1), 1, (byte)(length - 4));
        return octets;
    }
}
