using System.Diagnostics;
using VirtAgent.Model;
using VirtAgent.Observe.Hints;
using VirtAgent.Readers;

namespace VirtAgent.Observe;

/// <summary>
/// The firewall as a daemon watches it. nft takes ten times as long to print a large ruleset as iptables-save does, so what an
/// iptables tool committed is read from iptables-save at once, with the rest of nf_tables as it was, and all of it is read again
/// behind that.
/// </summary>
internal sealed class WatchedFirewall(HintChannel hints)
{
    private const Doubt All = Doubt.Firewall | Doubt.LegacyFirewall;

    // Changes come in bursts, and texts that are read during one do not fit together.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestAhead = TimeSpan.FromSeconds(30);

    private readonly KnownTexts _texts = new();
    private FirewallReading? _settled;
    private FirewallReading? _reading;
    private Task<Settling>? _settling;
    private long? _behindSince;
    private int _changes;

    /// <summary>What could not be read.</summary>
    public IReadOnlyCollection<Gap> Gaps => _texts.Gaps;

    /// <summary>Reads what <paramref name="doubted"/> calls into doubt, and returns the whole.</summary>
    public async Task<FirewallReading> LookAsync(Doubt doubted, CancellationToken cancellation)
    {
        var behind = doubted.HasFlag(Doubt.FirewallBehind);
        if (_settled is null || doubted.HasFlag(Doubt.Nft))
        {
            (_settling, _behindSince) = (null, null);
            await ReadAsync(All, cancellation);
            _settled = _reading = FirewallReader.Read(_texts.Record);
            return _reading;
        }

        if (_settling is { IsCompleted: true } settling)
        {
            _settling = null;
            behind = !Take(await settling);
        }

        if ((doubted & All) != 0 && await ReadAsync(doubted & All, cancellation))
        {
            Interlocked.Increment(ref _changes);
            _reading = FirewallReader.Ahead(_settled, _texts.Record);
            behind = true;
        }

        if (behind && _settling is null) Settle(cancellation);
        return _reading!;
    }

    private async Task<bool> ReadAsync(Doubt doubted, CancellationToken cancellation)
    {
        var observation = new Observation();
        await ToolReading.RunAsync(observation, doubted, cancellation);
        return _texts.Keep(observation, ToolReading.Sources(doubted));
    }

    private void Settle(CancellationToken cancellation)
    {
        // Also across attempts that were in vain: changes that only come while it reads must not put it off for ever.
        var since = _behindSince ??= Stopwatch.GetTimestamp();
        _settling = Task.Run(() => SettleAsync(since, cancellation), cancellation);
        _settling.ContinueWith(_ => hints.Look(Doubt.FirewallBehind), TaskScheduler.Default);
    }

    private async Task<Settling> SettleAsync(long since, CancellationToken cancellation)
    {
        int changes;
        bool late;
        do
        {
            changes = Volatile.Read(ref _changes);
            await Task.Delay(Quiet, cancellation);
            late = Stopwatch.GetElapsedTime(since) > LongestAhead;
        }
        while (changes != Volatile.Read(ref _changes) && !late);

        var observation = new Observation();
        await ToolReading.RunAsync(observation, All, cancellation);
        var texts = new KnownTexts();
        texts.Keep(observation, ToolReading.Sources(All));
        return new Settling(observation, FirewallReader.Read(texts.Record), changes, late);
    }

    /// <summary>Whether what was read behind may take the place of what is known.</summary>
    private bool Take(Settling settling)
    {
        var fits = settling.Changes == _changes;
        // Where it never gets quiet, two texts that do not quite fit are better than one that is never read again.
        if (!fits && !settling.Late) return false;
        _behindSince = null;
        _settled = _reading = settling.Reading;
        if (fits)
        {
            _texts.Keep(settling.Observation, ToolReading.Sources(All));
            return true;
        }

        _texts.Keep(settling.Observation, ToolReading.Sources(Doubt.Nft));
        _reading = FirewallReader.Ahead(_settled, _texts.Record);
        return true;
    }

    /// <summary>What was read behind.</summary>
    /// <param name="Observation">The texts.</param>
    /// <param name="Reading">What is in them.</param>
    /// <param name="Changes">How many changes were known when it began.</param>
    /// <param name="Late">Whether there was no waiting any longer for a quiet moment.</param>
    private sealed record Settling(Observation Observation, FirewallReading Reading, int Changes, bool Late);
}
