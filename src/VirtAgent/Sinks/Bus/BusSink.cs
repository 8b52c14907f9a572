using System.Collections.Concurrent;
using VirtAgent.Interop.Systemd;
using SystemdBus = VirtAgent.Interop.Systemd.Bus;

namespace VirtAgent.Sinks.Bus;

/// <summary>
/// The agent on D-Bus: signals for what happens, properties and objects for how things stand. A thread of its own has the bus, so
/// that a bus that hangs holds up nothing else. Where the bus is not there, it is told once and tried again; signals are lost
/// meanwhile, as nobody could hear them, and how things stand is shown when it is back.
/// </summary>
internal sealed class BusSink : ISink, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    private readonly string? _address;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly WakeUp _wakeUp = new();
    private readonly ConcurrentQueue<(Report Report, TaskCompletionSource Done)> _letters = new();
    private readonly Thread _thread;
    private volatile AgentView _view = new(null, null, 0);
    private volatile bool _stopping;

    // The thread's own.
    private TimeSpan _pause = FirstPause;
    private string? _trouble;
    private bool _told;

    /// <summary>Begins to serve.</summary>
    /// <param name="address">Address of a bus; null for the system bus.</param>
    /// <param name="clock">What the uptime is measured by.</param>
    public BusSink(string? address, TimeProvider clock)
    {
        (_address, _clock, _started) = (address, clock, clock.GetTimestamp());
        _thread = new Thread(Run) { IsBackground = true, Name = "bus" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public string Name => "bus";

    /// <summary>Shows how things stand now, soon; never waits. Call it before what changed is reported.</summary>
    public void Show(AgentView view)
    {
        _view = view;
        _wakeUp.Set();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The bus cannot be served; said once until it can again.</exception>
    public Task DeliverAsync(Report report, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _letters.Enqueue((report, done));
        _wakeUp.Set();
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>Leaves the bus; what was delivered has been sent. Waits at most two seconds for a bus that hangs.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wakeUp.Set();

        // A thread that is still held up by the bus goes on using it.
        if (_thread.Join(Parting)) _wakeUp.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                Serve();
            }
            catch (Exception failure)
            {
                // Whatever it was, the others must not suffer, and the next attempt may do better.
                if (_trouble != failure.Message) (_trouble, _told) = (failure.Message, false);
                Pause();
            }
        }

        while (_letters.TryDequeue(out var letter)) letter.Done.SetResult();
    }

    private void Serve()
    {
        using var bus = _address is null ? SystemdBus.OpenSystem() : SystemdBus.Open(_address);
        var shown = BusObjects.Of(_view);
        bus.AnswerUnder("/", new BusAnswers(() => shown, () => _clock.GetElapsedTime(_started)).Answer);
        bus.RequestName(BusNames.Service);
        (_trouble, _pause) = (null, FirstPause);
        while (!_stopping)
        {
            shown = ShowChanges(bus, shown);
            while (_letters.TryDequeue(out var letter)) Send(bus, letter.Report, letter.Done);
            if (!bus.Process()) bus.Wait(_wakeUp, Timeout.InfiniteTimeSpan);
        }
    }

    private BusObjects ShowChanges(SystemdBus bus, BusObjects before)
    {
        var view = _view;
        if (ReferenceEquals(view, before.View)) return before;
        var after = BusObjects.Of(view, before);
        ViewSignals.Send(bus, before, after);
        return after;
    }

    private void Send(SystemdBus bus, Report report, TaskCompletionSource done)
    {
        try
        {
            ReportSignal.Send(bus, report);
            done.SetResult();
        }
        catch (Exception failure)
        {
            (_trouble, _told) = (failure.Message, true);
            done.SetException(failure);
            throw;
        }
    }

    /// <summary>Waits for the next attempt, longer each time; the first report that comes is told why nobody hears it.</summary>
    private void Pause()
    {
        var since = _clock.GetTimestamp();
        while (!_stopping && _pause - _clock.GetElapsedTime(since) is { Ticks: > 0 } left)
        {
            while (_letters.TryDequeue(out var letter))
                if (_told) letter.Done.SetResult();
                else
                {
                    _told = true;
                    letter.Done.SetException(new InvalidOperationException(_trouble));
                }

            _wakeUp.Wait(left);
        }

        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }
}
