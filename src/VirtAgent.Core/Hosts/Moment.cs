namespace VirtAgent.Core.Hosts;

/// <summary>
/// One instant on both clocks: the wall clock, which people ask by and which may be set back, and the time since boot, which only
/// grows and orders what happened between two boots.
/// </summary>
/// <param name="Time">CLOCK_REALTIME, in UTC.</param>
/// <param name="SinceBoot">CLOCK_BOOTTIME; comparable with other moments of the same boot only.</param>
public sealed record Moment(DateTimeOffset Time, TimeSpan SinceBoot);
