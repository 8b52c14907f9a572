using System.Threading.Channels;
using VirtAgent.DBus;
using VirtAgent.Hosting;

namespace VirtAgent.Sinks.Bus;

/// <summary>
/// The agent on D-Bus: signals for what happens, properties and objects for how things stand. Where the bus is not there, it is
/// told once and tried again; signals are lost meanwhile, as nobody could hear them, and how things stand is shown when it is
/// back.
/// </summary>
internal sealed class BusSink : ISink, IAsyncDisposable
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(15));
    private readonly string? _address;
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly CancellationTokenSource _stop = new();

    // One that is null only says that there is another view. While the bus hangs, whoever has something to tell waits for room.
    private readonly Channel<Letter?> _letters = Channel.CreateBounded<Letter?>(100);
    private readonly Task _running;
    private volatile AgentView _view = new(null, null, 0);
    private volatile BusObjects _shown;

    // Of the task that serves.
    private int _failures;
    private string? _trouble;
    private bool _told;

    /// <summary>Begins to serve.</summary>
    /// <param name="address">Address of a bus; null for the system bus.</param>
    /// <param name="clock">What the uptime is measured by.</param>
    public BusSink(string? address, TimeProvider clock)
    {
        (_address, _clock, _started, _shown) = (address, clock, clock.GetTimestamp(), BusObjects.Of(_view));
        _running = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <inheritdoc/>
    public string Name => "bus";

    /// <summary>Shows how things stand now, soon; never waits. Call it before what changed is reported.</summary>
    public void Show(AgentView view)
    {
        _view = view;
        _letters.Writer.TryWrite(null);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The bus cannot be served; said once until it can again.</exception>
    public async Task DeliverAsync(Report report, CancellationToken cancellation)
    {
        var letter = new Letter(report, new(TaskCreationOptions.RunContinuationsAsynchronously), cancellation);
        await _letters.Writer.WriteAsync(letter, cancellation);
        await letter.Done.Task.WaitAsync(cancellation);
    }

    /// <summary>Leaves the bus; what was delivered has been read by it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_running.IsCompleted) return;
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ServeAsync(stop);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                // Whatever it was, the others must not suffer, and the next attempt may do better.
                if (_trouble != failure.Message) (_trouble, _told) = (failure.Message, false);
                await PauseAsync(stop);
            }
            catch (Exception)
            {
                // It ends, and what it was doing then with it.
            }
        }

        _letters.Writer.Complete();
        while (_letters.Reader.TryRead(out var letter)) letter?.Done.SetCanceled(stop);
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        using var bus = await BusConnection.OpenAsync(_address, stop);
        _shown = BusObjects.Of(_view);
        bus.Serve(new BusAnswers(() => _shown, () => _clock.GetElapsedTime(_started)).Answer);
        await bus.RequestNameAsync(BusNames.Service, stop);
        (_trouble, _failures) = (null, 0);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, bus.Gone);
        while (true)
        {
            Letter? letter;
            try
            {
                letter = await _letters.Reader.ReadAsync(end.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                throw new IOException("The bus has closed the connection.");
            }

            await ShowChangesAsync(bus, stop);
            if (letter is not null) await SendAsync(bus, letter, stop);
        }
    }

    private async Task ShowChangesAsync(BusConnection bus, CancellationToken stop)
    {
        var (view, before) = (_view, _shown);
        if (ReferenceEquals(view, before.View)) return;

        // Whoever hears of a change and asks is answered with it.
        _shown = BusObjects.Of(view, before);
        await ViewSignals.SendAsync(bus, before, _shown, stop);
    }

    private async Task SendAsync(BusConnection bus, Letter letter, CancellationToken stop)
    {
        // The sink that comes after this one tells it.
        if (letter.GivenUp.IsCancellationRequested) return;
        try
        {
            await ReportSignal.SendAsync(bus, letter.Report, stop);
            await bus.FlushAsync(stop);
            letter.Done.SetResult();
        }
        catch (OperationCanceledException)
        {
            letter.Done.SetCanceled(stop);
            throw;
        }
        catch (Exception failure)
        {
            (_trouble, _told) = (failure.Message, true);
            letter.Done.SetException(new InvalidOperationException(failure.Message, failure));
            throw;
        }
    }

    /// <summary>Waits for the next attempt, longer each time; the first report that comes is told why nobody hears it.</summary>
    private async Task PauseAsync(CancellationToken stop)
    {
        using var pause = new CancellationTokenSource(_backoff.After(++_failures), _clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, pause.Token);
        try
        {
            while (true)
            {
                if (await _letters.Reader.ReadAsync(end.Token) is not { } letter) continue;
                if (_told) letter.Done.SetResult();
                else letter.Done.SetException(new InvalidOperationException(_trouble));
                _told = true;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private sealed record Letter(Report Report, TaskCompletionSource Done, CancellationToken GivenUp);
}
