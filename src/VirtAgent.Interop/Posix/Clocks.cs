namespace VirtAgent.Interop.Posix;

/// <summary>The two clocks of an instant (clock_gettime(2)). .NET has the first; its second stops in sleep.</summary>
public static unsafe class Clocks
{
    /// <summary>CLOCK_REALTIME in UTC and CLOCK_BOOTTIME, read one after the other.</summary>
    /// <exception cref="KernelException">The kernel has no such clock.</exception>
    public static (DateTimeOffset Time, TimeSpan SinceBoot) Now() =>
        (DateTimeOffset.UnixEpoch + Read(ClockId.Realtime), Read(ClockId.Boottime));

    private static TimeSpan Read(ClockId clock)
    {
        timespec time;
        if (NativeLinux.clock_gettime(clock, &time) != 0) throw KernelException.Last($"The clock {clock} cannot be read");
        return new TimeSpan((time.tv_sec * TimeSpan.TicksPerSecond) + (time.tv_nsec / TimeSpan.NanosecondsPerTick));
    }
}
