using System.Globalization;
using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The module statistic (struct xt_statistic_info).</summary>
internal static class XtStatistic
{
    /// <summary>A probability, or one packet of every so many.</summary>
    public static bool TryPrint(XtInfo info, StringBuilder line)
    {
        const int Mode = 0, Flags = 2, First = 4, Second = 8, Third = 12, KernelState = 16, Size = 24;
        if (!info.IsOf(Size) || !info.IsZero(KernelState..Size) || info.Short(Flags) > 1) return false;
        var negation = info.Short(Flags) == 1 ? " !" : "";
        uint first = info.Number(First), second = info.Number(Second), third = info.Number(Third);
        if (info.Short(Mode) == 0)
        {
            line.Append(" -m statistic --mode random").Append(negation).Append(" --probability ").Append(Probability(first));
            // The tool fills in the last number in either mode.
            return first <= 1u << 31 && second == 0 && third == first;
        }

        line.Append(CultureInfo.InvariantCulture, $" -m statistic --mode nth{negation} --every {first + 1} --packet {second}");
        return info.Short(Mode) == 1 && first < uint.MaxValue && second <= first && third == first - second;
    }

    /// <summary>Of 2^31, as <c>%.11f</c> prints it: to the nearest, of two equally near the even one.</summary>
    private static string Probability(uint part)
    {
        var scaled = (UInt128)part * 100_000_000_000;
        var quotient = (ulong)(scaled >> 31);
        var rest = (ulong)scaled & (uint.MaxValue >> 1);
        const ulong Half = 1ul << 30;
        if (rest > Half || (rest == Half && (quotient & 1) != 0)) quotient++;
        return string.Create(CultureInfo.InvariantCulture, $"{quotient / 100_000_000_000}.{quotient % 100_000_000_000:D11}");
    }
}
