using System.Globalization;

namespace VirtAgent.Presentation;

/// <summary>Times as they are shown to people and to programs.</summary>
internal static class TimeText
{
    /// <summary>A time for people, to the last digit, so that it can be asked for: local time with its offset.</summary>
    public static string Show(DateTimeOffset time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);

    /// <summary>A time for people who only want to know about when: local time to the second, with its offset.</summary>
    public static string Brief(DateTimeOffset time) =>
        time.ToLocalTime().ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>A time for programs: RFC 3339 in UTC, to the millisecond.</summary>
    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
