using Microsoft.Extensions.Time.Testing;
using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Libvirt;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Tests.Observe.Libvirt;

/// <summary>A libvirt that goes away, comes back, and hangs, by a clock that only the test moves.</summary>
public sealed class LibvirtSessionTests : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);

    private readonly RecordingClock _clock = new();
    private readonly HintChannel _hints = new();
    private readonly List<Catalog> _opened = [];
    private readonly LibvirtSession _session;
    private bool _refuses;

    public LibvirtSessionTests() => _session = new LibvirtSession("test:///x", _hints, _clock, _ => Open());

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_pause_before_another_try_doubles_and_begins_anew_once_libvirt_answered()
    {
        _refuses = true;
        for (var failures = 0; failures < 4; failures++) Assert.NotNull((await Look()).Failure);
        _refuses = false;
        Assert.Null((await Look()).Failure);
        _opened[0].Ended = "the daemon went away.";
        Assert.NotNull((await Look()).Failure);

        var pauses = _clock.Pauses.Where(pause => pause != Silence).Select(pause => pause.TotalMilliseconds).ToArray();
        Assert.Equal(5, pauses.Length);
        foreach (var (pause, most) in pauses.Zip([100, 200, 400, 800, 100])) Assert.InRange(pause, most / 2, most);
    }

    [Fact]
    public async Task A_libvirt_that_failed_is_asked_for_by_a_hint_when_the_pause_is_over()
    {
        _refuses = true;
        await Look();
        var hint = _hints.TakeAsync(TestContext.Current.CancellationToken);
        Assert.False(hint.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(RefreshScope.Libvirt, (await hint).What);
    }

    [Fact]
    public async Task A_daemon_that_restarts_is_one_failed_look_and_then_everything_is_read_anew()
    {
        Assert.Null((await Look()).Failure);
        Assert.Null((await Look()).Failure);
        _opened[0].Ended = "the daemon went away.";
        var failed = await Look();
        Assert.Equal("libvirt at test:///x cannot be read: the daemon went away.", failed.Failure);
        Assert.Empty(failed.Files);
        Assert.True(_opened[0].IsClosed);

        Assert.Null((await Look()).Failure);
        Assert.Equal([2, 1], _opened.Select(catalog => catalog.Refreshed.Count));
        Assert.False(_opened[1].IsClosed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_breaks_while_it_is_read_is_closed_and_opened_again(bool isLibvirts)
    {
        await Look();
        _opened[0].Fault = isLibvirts
            ? new LibvirtException(LibvirtErrorCode.AccessDenied, 19, "virNetworkListAllPorts", "no luck")
            : new InvalidOperationException("no luck");
        Assert.Contains("no luck", (await Look()).Failure);
        Assert.True(_opened[0].IsClosed);
        Assert.Null((await Look()).Failure);
    }

    [Fact]
    public async Task A_call_that_hangs_is_not_made_twice_and_what_was_hinted_at_meanwhile_is_looked_at_later()
    {
        await Look();
        using var answer = new ManualResetEventSlim();
        _opened[0].Answer = answer;
        Assert.Contains("does not answer", (await Silent(Look())).Failure);
        Assert.Contains("does not answer", (await Silent(Look("guest-a"))).Failure);

        var look = Look("guest-b");
        answer.Set();
        Assert.Null((await look).Failure);
        Assert.Equal(2, _opened[0].Refreshed.Count);
        var later = await _hints.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["guest-a", "guest-b"], later.Guests.Order());
    }

    [Fact]
    public async Task Its_connections_are_closed_at_the_end()
    {
        var session = new LibvirtSession("test:///x", _hints, _clock, _ => Open());
        await session.LookAsync(new HintSet(RefreshScope.Libvirt, new HashSet<string>(), new HashSet<string>(), []));
        session.Dispose();
        Assert.True(SpinWait.SpinUntil(() => _opened[0].IsClosed, TimeSpan.FromSeconds(30)));
    }

    private Catalog Open()
    {
        if (_refuses) throw new LibvirtException(LibvirtErrorCode.AccessDenied, 19, "virConnectOpenReadOnly", "refused");
        _opened.Add(new Catalog());
        return _opened[^1];
    }

    private Task<LibvirtSnapshot> Look(params string[] guests) =>
        _session.LookAsync(new HintSet(RefreshScope.Libvirt, guests.ToHashSet(), new HashSet<string>(), []));

    /// <summary>Lets time pass until the look has been given up.</summary>
    private async Task<LibvirtSnapshot> Silent(Task<LibvirtSnapshot> look)
    {
        while (!look.IsCompleted)
        {
            _clock.Advance(Silence);
            await Task.Yield();
        }

        return await look;
    }

    private sealed class RecordingClock : FakeTimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            lock (Pauses) Pauses.Add(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class Catalog : ILibvirtCatalog
    {
        public string? Ended { get; set; }

        public string Daemon => "9.0.0";

        public Exception? Fault { get; set; }

        public ManualResetEventSlim? Answer { get; set; }

        public List<HintSet> Refreshed { get; } = [];

        public bool IsClosed { get; private set; }

        public void Refresh(HintSet hints)
        {
            Refreshed.Add(hints);
            if (Fault is not null) throw Fault;
            Answer?.Wait();
        }

        public void CopyTo(HostRecordBuilder observation)
        {
        }

        public void Dispose() => IsClosed = true;
    }
}
