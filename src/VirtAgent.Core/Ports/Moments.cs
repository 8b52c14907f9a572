using System.Globalization;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ports;

/// <summary>Order of moments of one boot, and an interval in words.</summary>
internal static class Moments
{
    /// <summary>The later of the two.</summary>
    public static Moment Later(Moment one, Moment? other) => other is not null && other.SinceBoot > one.SinceBoot ? other : one;

    /// <summary><c>between 2026-11-22T06:24:47.568Z and 2026-11-22T06:25:01.500Z</c>.</summary>
    public static string Between(Moment from, Moment to) => $"between {Text(from)} and {Text(to)}";

    private static string Text(Moment moment) =>
        moment.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
