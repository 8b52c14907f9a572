using System.Diagnostics;
using VirtAgent.Model;

namespace VirtAgent.Observe;

/// <summary>Both clocks of this host.</summary>
internal static class Clock
{
    /// <summary>This moment.</summary>
    public static Moment Now() => new(DateTimeOffset.UtcNow, Stopwatch.GetElapsedTime(0));
}
