using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using VirtAgent.Configuration;
using VirtAgent.Hosting;
using VirtAgent.Ledger;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Tests.Support;
using VirtAgent.Watch;

namespace VirtAgent.Tests.Watch;

/// <summary>The loop with a host that answers when the test says, by a clock that only the test moves.</summary>
public sealed class WatchLoopTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly HintChannel _hints = new();
    private readonly Channel<HintSet> _looks = Channel.CreateUnbounded<HintSet>();
    private readonly Channel<Func<HostSnapshot>> _answers = Channel.CreateUnbounded<Func<HostSnapshot>>();
    private readonly CancellationTokenSource _stop = new();
    private readonly LedgerWriter _ledger;
    private readonly SinkSet _sinks;
    private readonly AgentState _last;
    private readonly Task _running;
    private int _turns;

    public WatchLoopTests()
    {
        var path = Path.Combine(_folder.Path, LedgerFile.Name);
        _ledger = new LedgerWriter(path, HostClock.Now);
        var health = new SourceHealth(_hints);
        _last = new AgentState(_ledger, health);
        _sinks = new SinkSet(new DaemonFolders(_folder.Path, _folder.Path), _last, _log);
        var recorder = new Recorder(LedgerPast.Of(_ledger, path), sameBoot: true, _ledger, health, _last, _sinks);
        var waivers = new WaiverFolder(Path.Combine(_folder.Path, "waivers.d"));
        _running = new WatchLoop(
            _hints, LookAsync, waivers, recorder, _last, () => Interlocked.Increment(ref _turns), _log, _clock)
            .RunAsync(_stop.Token);
    }

    [Fact]
    public async Task All_hints_that_come_during_one_look_are_the_next_look()
    {
        _hints.Request(RefreshScope.Links);
        Assert.Equal(RefreshScope.Links, (await Begun()).What);
        _hints.Request(RefreshScope.Routes);
        _hints.LookAtPort("port-a");
        _hints.LookAtGuest("guest-a");
        _answers.Writer.TryWrite(Host);

        var next = await Begun();
        Assert.Equal(RefreshScope.Routes | RefreshScope.Ports | RefreshScope.Guests, next.What);
        Assert.Equal(("port-a", "guest-a"), (Assert.Single(next.Ports), Assert.Single(next.Guests)));
        _answers.Writer.TryWrite(Host);
        await Eventually.True(() => Volatile.Read(ref _turns) == 2);
        Assert.False(_looks.Reader.TryRead(out _));
    }

    [Fact]
    public async Task A_look_that_breaks_is_made_again_at_everything_after_a_second_and_loses_no_hint()
    {
        _hints.LookAtGuest("guest-a");
        await Begun();
        _answers.Writer.TryWrite(() => throw new InvalidOperationException("no luck"));
        await _log.Has("a fault in virt-agent");
        Assert.Equal(0, Volatile.Read(ref _turns));
        _hints.LookAtGuest("guest-b");

        var again = await Passed(TimeSpan.FromSeconds(1), Begun());
        Assert.True(again.Everything);
        Assert.Equal(["guest-a", "guest-b"], again.Guests.Order());
        _answers.Writer.TryWrite(Host);
        await Eventually.True(() => Volatile.Read(ref _turns) == 1);
        Assert.NotNull(_last.View.Audit);
    }

    [Fact]
    public async Task After_a_long_look_it_rests_before_the_next_one()
    {
        _hints.Request(RefreshScope.Links);
        await Begun();
        _clock.Advance(TimeSpan.FromSeconds(10));
        _answers.Writer.TryWrite(Host);
        await Eventually.True(() => Volatile.Read(ref _turns) == 1);
        _hints.Request(RefreshScope.Links);
        await Task.Yield();
        Assert.False(_looks.Reader.TryRead(out _));
        await Passed(TimeSpan.FromMilliseconds(250), Begun());
    }

    [Fact]
    public async Task It_ends_when_it_is_told_to_also_in_the_middle_of_a_look()
    {
        _hints.Request(RefreshScope.Links);
        await Begun();
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _sinks.DisposeAsync();
        _ledger.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private static HostSnapshot Host() => new(HostBuilder.WithGuestBridge().Build(), null, HostClock.Now());

    private async Task<HostSnapshot> LookAsync(HintSet doubted, CancellationToken stop)
    {
        _looks.Writer.TryWrite(doubted);
        return (await _answers.Reader.ReadAsync(stop))();
    }

    private async Task<HintSet> Begun() => await _looks.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Lets time pass, step by step, until <paramref name="look"/> has begun.</summary>
    private async Task<HintSet> Passed(TimeSpan step, Task<HintSet> look)
    {
        while (!look.IsCompleted)
        {
            _clock.Advance(step);
            await Task.Yield();
        }

        return await look;
    }
}
