namespace VirtAgent.Core.Hosts;

/// <summary>How long something takes, for people.</summary>
public static class TimeWords
{
    /// <summary>Its two greatest units: <c>250 ms</c>, <c>3 s</c>, <c>2 m 5 s</c>, <c>1 h 0 m</c>, <c>4 d 7 h</c>.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => $"{Math.Max(0, time.Milliseconds)} ms",
        { TotalMinutes: < 1 } => $"{time.Seconds} s",
        { TotalHours: < 1 } => $"{time.Minutes} m {time.Seconds} s",
        { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} m",
        _ => $"{time.Days} d {time.Hours} h",
    };
}
