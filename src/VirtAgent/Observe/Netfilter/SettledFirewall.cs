using System.Diagnostics;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;

namespace VirtAgent.Observe.Netfilter;

/// <summary>Reads nf_tables with the tools in the background, once it is quiet, and hints when it is done.</summary>
internal sealed class SettledFirewall(HintChannel hints)
{
    // Changes come in bursts, and texts that are read during one do not fit together.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private Task<Settling>? _reading;
    private long? _since;
    private int _changes;

    /// <summary>Whether it is at it, or has a result that nobody took.</summary>
    public bool IsReading => _reading is not null;

    /// <summary>Whether it has tried for so long, across attempts in vain, that waiting for a quiet moment is no use.</summary>
    public bool IsLate => _since is { } since && Stopwatch.GetElapsedTime(since) > LongestWait;

    /// <summary>Something changed: it is not quiet.</summary>
    public void Changed() => Interlocked.Increment(ref _changes);

    /// <summary>What is being read is not needed.</summary>
    public void Forget() => (_reading, _since) = (null, null);

    /// <summary>The result, once; null where there is none yet.</summary>
    public Task<Settling>? TakeResult()
    {
        if (_reading is not { IsCompleted: true } done) return null;
        _reading = null;
        return done;
    }

    /// <summary>Begins.</summary>
    /// <param name="begun">See <see cref="Settling.Begun"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Read(bool begun, CancellationToken cancellation)
    {
        var since = _since ??= Stopwatch.GetTimestamp();
        var reading = _reading = Task.Run(() => ReadAsync(since, begun, cancellation), cancellation);
        reading.ContinueWith(_ => hints.Request(RefreshScope.FirewallBehind), TaskScheduler.Default);
    }

    private async Task<Settling> ReadAsync(long since, bool begun, CancellationToken cancellation)
    {
        int changes;
        do
        {
            changes = Volatile.Read(ref _changes);
            await Task.Delay(Quiet, cancellation);
        }
        while (changes != Volatile.Read(ref _changes) && Stopwatch.GetElapsedTime(since) < LongestWait);

        var before = RulesetMirror.GenerationNow();
        var observation = new HostRecordBuilder();
        await ToolReading.RunAsync(observation, RefreshScope.Firewall, cancellation);
        var texts = new KnownTexts();
        texts.Keep(observation, ToolReading.Sources(RefreshScope.Firewall));
        return new Settling(observation, FirewallReader.Read(texts.Record), before, RulesetMirror.GenerationNow(), begun);
    }
}
