using System.Globalization;
using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The modules addrtype, iprange and mac (linux/netfilter/xt_addrtype.h, xt_iprange.h, xt_mac.h).</summary>
internal static class XtAddresses
{
    private const int AddressSize = 16;

    private static readonly string[] Types =
    [
        "UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE", "PROHIBIT", "THROW", "NAT",
        "XRESOLVE",
    ];

    /// <summary>struct xt_addrtype_info_v1, without a limit to the device's own addresses.</summary>
    public static bool TryPrintTypes(XtInfo info, StringBuilder line)
    {
        const int Source = 0, Destination = 2, Flags = 4;
        const uint NotSource = 1, NotDestination = 2;
        if (!info.IsOf(8) || (info.Number(Flags) & ~(NotSource | NotDestination)) != 0) return false;
        if (info.Short(Source) == 0 && info.Short(Destination) == 0) return false;
        line.Append(" -m addrtype");
        return TryPrintTypes("--src-type", info.Short(Source), (info.Number(Flags) & NotSource) != 0, line)
            && TryPrintTypes("--dst-type", info.Short(Destination), (info.Number(Flags) & NotDestination) != 0, line);
    }

    /// <summary>struct xt_iprange_mtinfo.</summary>
    public static bool TryPrintRanges(XtInfo info, Family family, StringBuilder line)
    {
        const int Source = 0, Destination = 2 * AddressSize, Flags = 4 * AddressSize;
        const byte OfSource = 1, OfDestination = 2, NotSource = 16, NotDestination = 32;
        if (!info.IsOf(Flags + 4)) return false;
        var flags = info[Flags];
        if (!info.IsZero((Flags + 1)..(Flags + 4))) return false;
        if ((flags & ~(OfSource | OfDestination | NotSource | NotDestination)) != 0) return false;
        if ((flags & (OfSource | OfDestination)) == 0) return false;
        line.Append(" -m iprange");
        var octets = PrintedAddress.Octets(family);
        ReadOnlySpan<byte> source = info[Source..Destination], destination = info[Destination..Flags];
        return TryPrintRange("--src-range", source, octets, flags & OfSource, flags & NotSource, line)
            && TryPrintRange("--dst-range", destination, octets, flags & OfDestination, flags & NotDestination, line);
    }

    /// <summary>struct xt_mac_info.</summary>
    public static bool TryPrintSourceMac(XtInfo info, StringBuilder line)
    {
        const int Size = 6, Inverted = 8;
        if (!info.IsOf(12) || !info.IsZero(Size..Inverted) || info.Number(Inverted) > 1) return false;
        line.Append(info.Number(Inverted) != 0 ? " -m mac ! --mac-source " : " -m mac --mac-source ");
        for (var i = 0; i < Size; i++) line.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ":")}{info[i]:x2}");
        return true;
    }

    private static bool TryPrintTypes(string option, ushort types, bool isInverted, StringBuilder line)
    {
        if (types == 0) return !isInverted;
        line.Append(isInverted ? " ! " : " ").Append(option).Append(' ');
        line.AppendJoin(',', Types.Where((_, bit) => (types >> bit & 1) != 0));
        return types < 1 << Types.Length;
    }

    private static bool TryPrintRange(
        string option, ReadOnlySpan<byte> range, int octets, int asked, int inverted, StringBuilder line)
    {
        if (asked == 0) return inverted == 0 && !range.ContainsAnyExcept((byte)0);
        ReadOnlySpan<byte> first = range[..AddressSize], last = range[AddressSize..];
        if (first[octets..].ContainsAnyExcept((byte)0) || last[octets..].ContainsAnyExcept((byte)0)) return false;
        string? from = PrintedAddress.Text(first[..octets]), to = PrintedAddress.Text(last[..octets]);
        if (from is null || to is null) return false;
        line.Append(inverted != 0 ? " ! " : " ").Append(option).Append(' ').Append(from).Append('-').Append(to);
        return first.SequenceCompareTo(last) <= 0;
    }
}
