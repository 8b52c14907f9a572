using System.Diagnostics;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;

namespace VirtAgent.Observe.Netfilter;

/// <summary>Reads the whole firewall in the background, once it is quiet, and hints when it is done.</summary>
internal sealed class SettledFirewall(HintChannel hints)
{
    private const RefreshScope All = RefreshScope.Firewall | RefreshScope.LegacyFirewall;

    // Changes come in bursts, and texts that are read during one do not fit together.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestAhead = TimeSpan.FromSeconds(30);

    private Task<Settling>? _reading;
    private long? _since;
    private int _changes;

    /// <summary>Whether it is at it, or has a result that nobody took.</summary>
    public bool IsReading => _reading is not null;

    /// <summary>Something changed: what is being read does not fit any more.</summary>
    public void Changed() => Interlocked.Increment(ref _changes);

    /// <summary>What is being read is not needed, and what changed until now is known.</summary>
    public void Forget() => (_reading, _since) = (null, null);

    /// <summary>The result, once; null where there is none yet.</summary>
    public Task<Settling>? TakeResult()
    {
        if (_reading is not { IsCompleted: true } done) return null;
        _reading = null;
        return done;
    }

    /// <summary>Whether nothing changed since <paramref name="settling"/> was begun, as far as is known.</summary>
    public bool Fits(Settling settling) => settling.Changes == _changes;

    /// <summary>Begins.</summary>
    /// <param name="isUrgent">Whether what is read is needed even if it never gets quiet.</param>
    /// <param name="begun">See <see cref="Settling.Begun"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Read(Func<bool> isUrgent, bool begun, CancellationToken cancellation)
    {
        // Also across attempts that were in vain: changes that only come while it reads must not put it off for ever.
        var since = _since ??= Stopwatch.GetTimestamp();
        var reading = _reading = Task.Run(() => ReadAsync(since, isUrgent, begun, cancellation), cancellation);
        reading.ContinueWith(_ => hints.Request(RefreshScope.FirewallBehind), TaskScheduler.Default);
    }

    private async Task<Settling> ReadAsync(long since, Func<bool> isUrgent, bool begun, CancellationToken cancellation)
    {
        int changes;
        bool late;
        do
        {
            changes = Volatile.Read(ref _changes);
            await Task.Delay(Quiet, cancellation);
            late = isUrgent() && Stopwatch.GetElapsedTime(since) > LongestAhead;
        }
        while (changes != Volatile.Read(ref _changes) && !late);

        var before = RulesetMirror.GenerationNow();
        var observation = new HostRecordBuilder();
        await ToolReading.RunAsync(observation, All, cancellation);
        var texts = new KnownTexts();
        texts.Keep(observation, ToolReading.Sources(All));
        return new Settling(observation, FirewallReader.Read(texts.Record), before, RulesetMirror.GenerationNow(), begun,
            changes, late);
    }
}
