using System.Globalization;
using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>
/// The range of DNAT, SNAT, REDIRECT or MASQUERADE (linux/netfilter/nf_nat.h): nf_nat_ipv4_multi_range_compat of one range,
/// nf_nat_range or nf_nat_range2, printed as libxt_NAT.c does.
/// </summary>
internal readonly ref struct XtTranslation
{
    private const uint Addresses = 1, Ports = 2, Random = 4, Persistent = 8, FullyRandom = 16;

    private uint Flags { get; init; }

    private ReadOnlySpan<byte> First { get; init; }

    private ReadOnlySpan<byte> Last { get; init; }

    private ushort FirstPort { get; init; }

    private ushort LastPort { get; init; }

    /// <summary>Reads the structure that a target has in its revision; false for any other target.</summary>
    public static bool TryRead(string name, uint revision, XtInfo info, Family family, out XtTranslation translation)
    {
        translation = default;
        var isIPv4 = family == Family.IPv4;
        return (name, revision) switch
        {
            ("DNAT", 2) => TryReadWide(info, 46, PrintedAddress.Octets(family), out translation),
            ("SNAT" or "REDIRECT" or "MASQUERADE", 0) when isIPv4 => TryReadOnly(info, out translation),
            ("SNAT", 1) or ("REDIRECT" or "MASQUERADE", 0) when !isIPv4 => TryReadWide(info, 40, 16, out translation),
            _ => false,
        };
    }

    /// <summary>Adds the target with its options; false where it has one that its tool does not print.</summary>
    public bool TryPrint(string name, Family family, StringBuilder line)
    {
        line.Append(" -j ").Append(name);
        var (option, known) = name switch
        {
            "DNAT" => ("--to-destination", Addresses | Ports | Random | Persistent),
            "SNAT" => ("--to-source", Addresses | Ports | Random | Persistent | FullyRandom),
            "REDIRECT" => ("--to-ports", Ports | Random),
            _ => ("--to-ports", Ports | Random | FullyRandom),
        };
        if ((Flags & ~known) != 0 || !IsMeant(Addresses, First, Last) || !IsMeant(Ports, FirstPort, LastPort)) return false;
        var takesAddresses = (known & Addresses) != 0;
        if (takesAddresses && (Flags & (Addresses | Ports)) == 0) return false;
        if ((Flags & (Addresses | Ports)) != 0)
        {
            line.Append(' ').Append(option).Append(' ');
            if (!TryPrintRange(line, family, takesAddresses)) return false;
        }

        if ((Flags & Random) != 0) line.Append(" --random");
        if ((Flags & FullyRandom) != 0) line.Append(" --random-fully");
        if ((Flags & Persistent) != 0) line.Append(" --persistent");
        return true;
    }

    private static bool TryReadWide(XtInfo info, int size, int octets, out XtTranslation translation)
    {
        const int FlagsAt = 0, FirstAt = 4, LastAt = 20, FirstPortAt = 36, LastPortAt = 38, End = 40;
        translation = default;
        // The rest of an IPv4 address, and the base port of a shifted range.
        if (!info.IsOf(size) || !info.IsZero(End..size)) return false;
        if (!info.IsZero((FirstAt + octets)..LastAt) || !info.IsZero((LastAt + octets)..FirstPortAt)) return false;
        translation = new XtTranslation
        {
            Flags = info.Number(FlagsAt),
            First = info[FirstAt..(FirstAt + octets)],
            Last = info[LastAt..(LastAt + octets)],
            FirstPort = info.Port(FirstPortAt),
            LastPort = info.Port(LastPortAt),
        };
        return true;
    }

    private static bool TryReadOnly(XtInfo info, out XtTranslation translation)
    {
        const int Ranges = 0, FlagsAt = 4, FirstAt = 8, LastAt = 12, FirstPortAt = 16, LastPortAt = 18;
        translation = default;
        if (!info.IsOf(20) || info.Number(Ranges) != 1) return false;
        translation = new XtTranslation
        {
            Flags = info.Number(FlagsAt),
            First = info[FirstAt..LastAt],
            Last = info[LastAt..FirstPortAt],
            FirstPort = info.Port(FirstPortAt),
            LastPort = info.Port(LastPortAt),
        };
        return true;
    }

    private bool IsMeant(uint flag, ReadOnlySpan<byte> first, ReadOnlySpan<byte> last) => (Flags & flag) != 0
        ? first.SequenceCompareTo(last) <= 0
        : !first.ContainsAnyExcept((byte)0) && !last.ContainsAnyExcept((byte)0);

    private bool IsMeant(uint flag, ushort first, ushort last) => (Flags & flag) != 0 ? first <= last : first == 0 && last == 0;

    private bool TryPrintRange(StringBuilder line, Family family, bool takesAddresses)
    {
        var hasPorts = (Flags & Ports) != 0;
        if ((Flags & Addresses) != 0)
        {
            var isBracketed = hasPorts && family == Family.IPv6;
            if (PrintedAddress.Text(First) is not { } first || PrintedAddress.Text(Last) is not { } last) return false;
            line.Append(isBracketed ? "[" : "").Append(first);
            if (first != last) line.Append('-').Append(last);
            line.Append(isBracketed ? "]" : "");
        }

        if (!hasPorts) return true;
        line.Append(CultureInfo.InvariantCulture, $"{(takesAddresses ? ":" : "")}{FirstPort}");
        if (FirstPort != LastPort) line.Append(CultureInfo.InvariantCulture, $"-{LastPort}");
        return true;
    }
}
