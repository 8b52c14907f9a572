using System.Threading.Channels;
using VirtAgent.Core.Ports;
using VirtAgent.Observe.Hints;

namespace VirtAgent.SystemTests.Support;

/// <summary>The ledger's side of the sources of hints: takes every report, commits it at once, and keeps its notice.</summary>
internal sealed class Reports
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<PortReport> _channel = Channel.CreateBounded<PortReport>(1000);
    private readonly List<PortNotice> _notices = [];

    public Reports() => _ = Task.Run(async () =>
    {
        await foreach (var report in _channel.Reader.ReadAllAsync())
        {
            lock (_notices) _notices.Add(report.Notice);
            report.Committed?.Invoke();
        }
    });

    public HintChannel Hints { get; } = new();

    public ChannelWriter<PortReport> Writer => _channel.Writer;

    /// <summary>What sources said of themselves.</summary>
    public List<string> Troubles { get; } = [];

    /// <summary>All notices so far, in order.</summary>
    public PortNotice[] Notices
    {
        get
        {
            lock (_notices) return [.. _notices];
        }
    }

    public void Tell(string source, string? reason)
    {
        lock (Troubles) Troubles.Add($"{source}: {reason}");
    }

    /// <summary>The first notice that fits, now or within a minute.</summary>
    public async Task<T> Await<T>(NoticeOrigin origin, Func<T, bool> fits) where T : PortNotice
    {
        var end = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < end)
        {
            if (Notices.OfType<T>().FirstOrDefault(notice => notice.Origin == origin && fits(notice)) is { } found) return found;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException(
            $"No {typeof(T).Name} from {origin} in time; there were: {string.Join('\n', Notices.AsEnumerable())}");
    }
}
