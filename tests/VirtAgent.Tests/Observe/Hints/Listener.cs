using System.Threading.Channels;
using VirtAgent.Core.Ports;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Tests.Observe.Hints;

/// <summary>The daemon's side of the sources: takes what they tell, and fails when what is expected does not come.</summary>
internal sealed class Listener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<PortReport> _reports;
    private readonly Channel<(string Source, string? Reason)> _troubles = Channel.CreateUnbounded<(string, string?)>();

    public Listener(int capacity = 10_000) => _reports = Channel.CreateBounded<PortReport>(capacity);

    public HintChannel Hints { get; } = new();

    public ChannelWriter<PortReport> Reports => _reports.Writer;

    public void Tell(string source, string? reason) => _troubles.Writer.TryWrite((source, reason));

    /// <summary>The next report.</summary>
    public async Task<PortReport> Report() =>
        await _reports.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>The next report's notice, which must be of this kind.</summary>
    public async Task<T> Notice<T>() where T : PortNotice => Assert.IsType<T>((await Report()).Notice);

    /// <summary>Whether a report waits to be taken.</summary>
    public bool HasReport => _reports.Reader.Count > 0;

    /// <summary>The next trouble, or the end of one (null).</summary>
    public async Task<(string Source, string? Reason)> Trouble() =>
        await _troubles.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
            .WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Returns when all of <paramref name="doubt"/> has been hinted since the last call.</summary>
    public async Task Doubts(RefreshScope doubt)
    {
        for (var seen = RefreshScope.None; (seen & doubt) != doubt;)
            seen |= (await Hints.TakeAsync(TestContext.Current.CancellationToken).WaitAsync(Patience)).What;
    }
}
