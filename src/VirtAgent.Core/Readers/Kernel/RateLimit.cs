using System.Globalization;
using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The expression <c>limit</c>, as the module limit prints it (nft_parse_limit, print_rate of libxt_limit.c).</summary>
internal static class RateLimit
{
    private const uint Scale = 10_000;

    private static readonly (uint Seconds, string Name)[] Units = [(86_400, "day"), (3_600, "hour"), (60, "min"), (1, "sec")];

    /// <summary>Packets per time and how many at once.</summary>
    public static bool TryPrint(AttributeCursor data, StringBuilder line)
    {
        const ushort Rate = 1, Unit = 2, Burst = 3, Type = 4, Flags = 5;
        const uint DefaultBurst = 5;
        if (!data.TryTakeLong(Rate, out var rate) || !data.TryTakeLong(Unit, out var unit) || rate == 0) return false;
        if (!data.TryTakeNumber(Burst, out var burst)) return false;
        // Of packets, not octets; up to the limit, not above it.
        if (!data.TryTakeNumber(Type, out var type) || type != 0) return false;
        if (!data.TryTakeNumber(Flags, out var flags) || flags != 0 || !data.AtEnd) return false;
        if (!Units.Any(known => known.Seconds == unit) || Printed(Scale * unit / rate) is not { } printed) return false;
        // The tool computes with ten thousandths of a second, so a rate beyond that is printed as another one.
        if ((UInt128)printed.Packets * unit != (UInt128)rate * Units[printed.Unit].Seconds) return false;
        line.Append(CultureInfo.InvariantCulture, $" -m limit --limit {printed.Packets}/{Units[printed.Unit].Name}");
        if (burst != DefaultBurst) line.Append(CultureInfo.InvariantCulture, $" --limit-burst {burst}");
        return true;
    }

    private static (ulong Packets, int Unit)? Printed(ulong period)
    {
        if (period == 0) return null;
        var i = 1;
        while (i < Units.Length && period <= Ticks(i) && Ticks(i) / period >= Ticks(i) % period) i++;
        return (Ticks(i - 1) / period, i - 1);
    }

    private static ulong Ticks(int unit) => (ulong)Units[unit].Seconds * Scale;
}
