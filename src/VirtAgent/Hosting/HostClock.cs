using VirtAgent.Core.Hosts;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Hosting;

/// <summary>This host's clocks, and which boot they count from.</summary>
internal static class HostClock
{
    /// <summary>This boot's id (random(4), /proc/sys/kernel/random/boot_id): a UUID, with dashes.</summary>
    public static string Boot { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
    public static Moment Now()
    {
        var (time, sinceBoot) = Clocks.Now();
        return new Moment(time, sinceBoot);
    }
}
