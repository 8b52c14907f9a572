namespace VirtAgent.Core.Readers.Kernel;

/// <summary>Ports and TCP flags as libxt_tcp.c and libxt_udp.c print them.</summary>
internal static class PortText
{
    private static readonly string[] FlagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

    /// <summary>Whether every port is in the range, so that nothing is printed of it.</summary>
    public static bool IsAny(int first, int last) => first == 0 && last == ushort.MaxValue;

    /// <summary>An option with a port or a range of them.</summary>
    public static string Range(string option, int first, int last, bool isNegated) =>
        $"{(isNegated ? " !" : "")} {option} {first}{(first == last ? "" : $":{last}")}";

    /// <summary><c>--tcp-flags</c>; null for bits without a name, and where it can never hold.</summary>
    public static string? Flags(byte mask, byte set, bool isNegated)
    {
        if (mask == 0 || mask >= 1 << FlagNames.Length || (set & ~mask) != 0) return null;
        return $"{(isNegated ? " !" : "")} --tcp-flags {Names(mask)} {Names(set)}";
    }

    private static string Names(byte flags) =>
        flags == 0 ? "NONE" : string.Join(',', FlagNames.Where((_, bit) => (flags >> bit & 1) != 0));
}
