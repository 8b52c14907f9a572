using System.Globalization;

namespace VirtAgent.Cli;

/// <summary>A time on the command line.</summary>
internal static class TimeArgument
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>
    /// Reads a time: RFC 3339 (<c>2026-11-22T10:00:00Z</c>), which may end after the date or the minutes and, without an offset,
    /// is local time; or how long ago: <c>-2h</c>, <c>-1d12h</c>, with w, d, h, m and s; or <c>now</c>.
    /// </summary>
    /// <exception cref="RequestException">It is neither.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (text == "now") return now;
        if (text.StartsWith('-') && Duration(text[1..]) is { } ago && ago < now - DateTimeOffset.MinValue) return now - ago;
        return DateTimeOffset.TryParseExact(
            text.Replace(' ', 'T'), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new RequestException($"'{text}' is no time: give 2026-11-22T10:00:00Z, 2026-11-22 or -2h.", usage: true);
    }

    private static TimeSpan? Duration(string text)
    {
        var (total, number) = (0L, -1L);
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                number = (Math.Max(number, 0) * 10) + (character - '0');
                if (number > int.MaxValue) return null;
                continue;
            }

            var seconds = character switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
            if (seconds == 0 || number < 0) return null;
            (total, number) = (total + (number * seconds), -1);
        }

        return number < 0 && text.Length > 0 && total < TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond
            ? TimeSpan.FromSeconds(total)
            : null;
    }
}
