using System.Globalization;
using VirtAgent.Hosting;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>What a run waited for, in the order in which it began to, and in all. In milliseconds.</summary>
internal static class TimingReport
{
    private static readonly string[] Headers = ["Began", "Took", "Waited for"];

    public static void Write(Screen screen, StageTimes times) => screen.Table(Headers,
    [
        .. times.Ended.Select(stage => (Cell[])[Milliseconds(stage.Begun), Milliseconds(stage.Took), stage.Name]),
        [Milliseconds(TimeSpan.Zero), Milliseconds(times.Total), "all of it"],
    ]);

    private static Cell Milliseconds(TimeSpan time) =>
        new(time.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture));
}
