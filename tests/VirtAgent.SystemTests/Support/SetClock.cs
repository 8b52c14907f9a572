namespace VirtAgent.SystemTests.Support;

/// <summary>A clock that stands still until it is told that time passed.</summary>
internal sealed class SetClock : TimeProvider
{
    private TimeSpan _now;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>So much time passed.</summary>
    public void Pass(TimeSpan time) => _now += time;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;
}
