using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;

namespace VirtAgent.Observe.Netfilter;

/// <summary>
/// The firewall as a daemon watches it: the tools print it once, and from then on it is followed in the kernel. What cannot be
/// followed is printed again, what an iptables tool committed at once from iptables-save, with the rest of nf_tables as it was,
/// and all of it behind that: nft takes ten times as long to print a large ruleset.
/// </summary>
internal sealed class WatchedFirewall(HintChannel hints) : IDisposable
{
    private const RefreshScope All = RefreshScope.Firewall | RefreshScope.LegacyFirewall;

    // Elements of sets and maps run out without a commit, and a table that has an owner goes when that ends (nft_rcv_nl_event,
    // net/netfilter/nf_tables_api.c); nft 1.0.6 prints a table's flags, but wrong ones.
    private static readonly string[] ChangesUntold = ["\"timeout\"", "\"expires\"", "\"flags\""];

    private readonly KnownTexts _texts = new();
    private readonly RulesetMirror _mirror = new();
    private readonly SettledFirewall _behind = new(hints);
    private FirewallReading? _settled;
    private FirewallReading? _reading;
    private IReadOnlyList<RuleSet>? _mirrored;
    private uint? _settledGeneration;
    private bool _textsAreOld;

    /// <summary>What could not be read.</summary>
    public IReadOnlyCollection<Gap> Gaps => _texts.Gaps;

    /// <summary>Reads what <paramref name="doubted"/> calls into doubt, and returns the whole.</summary>
    public async Task<FirewallReading> LookAsync(RefreshScope doubted, CancellationToken cancellation)
    {
        // Only where it was hinted at: who committed is known by the hint.
        var follows = (doubted & (RefreshScope.Firewall | RefreshScope.FirewallBehind)) != 0
            ? _mirror.Follow()
            : _mirror.Rules is not null;
        if (_settled is null || (!follows && doubted.HasFlag(RefreshScope.Nft))) return await ReadWholeAsync(cancellation);

        var behind = doubted.HasFlag(RefreshScope.FirewallBehind) && !(follows && IsSettled());
        if (_behind.TakeResult() is { } settling) behind = !Take(await settling);
        // What is followed and what was printed are not the same: one of the two is not of this moment.
        if (follows && _mirror.Rules is null) return await ReadWholeAsync(cancellation);
        follows = _mirror.Rules is not null;

        var what = doubted & All;
        if (follows) what &= ~RefreshScope.Firewall;
        else if (_textsAreOld) what |= RefreshScope.Iptables;
        var changed = what != 0 && await ReadAsync(what, cancellation);
        if (changed || _mirror.Rules != _mirrored)
        {
            _behind.Changed();
            if (changed || !follows) _reading = FirewallReader.Ahead(_settled, _texts.Record);
            behind |= !follows;
            Overlay();
        }

        if (behind) Settle(cancellation);
        return _reading!;
    }

    /// <summary>Stops following the rules in the kernel.</summary>
    public void Dispose() => _mirror.Dispose();

    private async Task<FirewallReading> ReadWholeAsync(CancellationToken cancellation)
    {
        _behind.Forget();
        _mirror.Begin();
        var before = RulesetMirror.GenerationNow();
        await ReadAsync(All, cancellation);
        _settledGeneration = before == RulesetMirror.GenerationNow() ? before : null;
        _settled = _reading = FirewallReader.Read(_texts.Record);
        _mirror.Take(_settled);
        Overlay();
        return _reading;
    }

    private async Task<bool> ReadAsync(RefreshScope what, CancellationToken cancellation)
    {
        var observation = new HostRecordBuilder();
        await ToolReading.RunAsync(observation, what, cancellation);
        var changed = _texts.Keep(observation, ToolReading.Sources(what));
        if (!what.HasFlag(RefreshScope.Iptables)) return changed;
        // They may say again what they said before it was followed.
        changed |= _textsAreOld;
        _textsAreOld = false;
        return changed;
    }

    /// <summary>What is followed takes the place of what was printed.</summary>
    private void Overlay()
    {
        _mirrored = _mirror.Rules;
        if (_mirrored is null) return;
        _textsAreOld = true;
        var others = _reading!.RuleSets.Where(rules => rules.Backend != Backend.Nft);
        _reading = _reading with { RuleSets = [.. _mirrored.Concat(others).OrderBy(rules => (rules.Family, rules.Backend))] };
    }

    private bool IsSettled() => _settledGeneration == _mirror.Generation
        && _texts.Files.TryGetValue(RecordFile.Nft, out var nft)
        && !ChangesUntold.Any(word => nft.Contains(word, StringComparison.Ordinal));

    private void Settle(CancellationToken cancellation)
    {
        if (_behind.IsReading) return;
        var follows = _mirror.Rules is not null;
        if (!follows) _mirror.Begin();
        _behind.Read(() => _mirror.Rules is null, begun: !follows, cancellation);
    }

    /// <summary>Whether what was read behind may take the place of what is known.</summary>
    private bool Take(Settling settling)
    {
        var isFollowed = TakeFollowed(settling);
        // Where it never gets quiet, two texts that do not quite fit are better than one that is never read again.
        if (!isFollowed && (_mirror.Rules is not null || (!_behind.Fits(settling) && !settling.Late))) return false;
        _behind.Forget();
        _settled = _reading = settling.Reading;
        _settledGeneration = settling.IsOfOneMoment ? settling.After : null;
        if (isFollowed || _behind.Fits(settling))
        {
            _texts.Keep(settling.Observation, ToolReading.Sources(All));
            _textsAreOld = false;
        }
        else
        {
            _texts.Keep(settling.Observation, ToolReading.Sources(RefreshScope.Nft));
            _reading = FirewallReader.Ahead(_settled, _texts.Record);
        }

        Overlay();
        return true;
    }

    /// <summary>Whether the mirror goes on from it, or went on to where it is.</summary>
    private bool TakeFollowed(Settling settling)
    {
        if (!settling.IsOfOneMoment) return false;
        if (_mirror.Rules is not null)
        {
            if (settling.After != _mirror.Generation) return false;
            _mirror.Rebase(settling.Reading);
            return true;
        }

        if (settling.Begun) _mirror.Take(settling.Reading);
        return _mirror.Rules is not null;
    }
}
