using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;

namespace VirtAgent.Observe.Netfilter;

/// <summary>
/// The firewall as a daemon watches it: the tools print it once, and from then on it is followed in the kernel. What cannot be
/// followed is printed again, all of it: one tool's text is believed only where the other's of the same moment says the same.
/// </summary>
/// <param name="hints">Where it says that it has read something in the background.</param>
/// <param name="warn">Told, with a source and a sentence, why rules cannot be followed.</param>
internal sealed class WatchedFirewall(HintChannel hints, Action<string, string> warn) : IDisposable
{
    private const RefreshScope All = RefreshScope.Firewall | RefreshScope.LegacyFirewall;

    // Texts that somebody committed in between are of two moments. The commit is hinted at, so that they are read again anyway.
    private const int Attempts = 3;

    // Elements of sets and maps run out without a commit, and a table that has an owner goes when that ends (nft_rcv_nl_event,
    // net/netfilter/nf_tables_api.c); nft 1.0.6 prints a table's flags, but wrong ones.
    private static readonly string[] ChangesUntold = ["\"timeout\"", "\"expires\"", "\"flags\""];

    private readonly KnownTexts _texts = new();
    private readonly RulesetMirror _mirror = new(reason => warn("kernel-rules", reason), TimeProvider.System);
    private readonly SettledFirewall _behind = new(hints);
    private FirewallReading? _reading;
    private IReadOnlyList<RuleSet>? _mirrored;
    private uint? _settledGeneration;

    /// <summary>What could not be read.</summary>
    public IReadOnlyCollection<Gap> Gaps => _texts.Gaps;

    /// <summary>Reads what <paramref name="doubted"/> calls into doubt, and returns the whole.</summary>
    public async Task<FirewallReading> LookAsync(RefreshScope doubted, CancellationToken cancellation)
    {
        var followed = _mirror.Rules is not null;
        var follows = (doubted & (RefreshScope.Firewall | RefreshScope.FirewallBehind)) != 0 ? _mirror.Follow() : followed;
        var isOld = !follows && (followed || doubted.HasFlag(RefreshScope.Firewall));
        if (_reading is null || isOld) return await ReadWholeAsync(cancellation);

        var behind = doubted.HasFlag(RefreshScope.FirewallBehind) && !(follows && IsSettled());
        if (_behind.TakeResult() is { } settling)
        {
            behind = !Take(await settling);
            // What is followed and what was printed are not the same, or it never gets quiet.
            var isLost = follows && _mirror.Rules is null;
            if (isLost || (behind && _behind.IsLate)) return await ReadWholeAsync(cancellation);
        }

        if (doubted.HasFlag(RefreshScope.LegacyFirewall) && await ReadAsync(RefreshScope.LegacyFirewall, cancellation))
            _reading = FirewallReader.WithLegacy(_reading, _texts.Record);
        if (_mirror.Rules != _mirrored)
        {
            _behind.Changed();
            Overlay();
        }

        if (behind) Settle(cancellation);
        return _reading;
    }

    /// <summary>Stops following the rules in the kernel.</summary>
    public void Dispose() => _mirror.Dispose();

    private async Task<FirewallReading> ReadWholeAsync(CancellationToken cancellation)
    {
        _behind.Forget();
        var isOfOneMoment = false;
        for (var i = 0; i < Attempts && !isOfOneMoment; i++)
        {
            _mirror.Begin();
            var before = RulesetMirror.GenerationNow();
            await ReadAsync(All, cancellation);
            var after = RulesetMirror.GenerationNow();
            _reading = FirewallReader.Read(_texts.Record);
            _mirror.Take(_reading);
            _settledGeneration = before == after ? after : null;
            isOfOneMoment = before == after || _mirror.Rules is not null;
        }

        Overlay();
        return _reading!;
    }

    private async Task<bool> ReadAsync(RefreshScope what, CancellationToken cancellation)
    {
        var observation = new HostRecordBuilder();
        await ToolReading.RunAsync(observation, what, cancellation);
        return _texts.Keep(observation, ToolReading.Sources(what));
    }

    /// <summary>What is followed takes the place of what was printed.</summary>
    private void Overlay()
    {
        _mirrored = _mirror.Rules;
        if (_mirrored is null) return;
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
        _behind.Read(begun: !follows, cancellation);
    }

    /// <summary>Whether what was read behind may take the place of what is known.</summary>
    private bool Take(Settling settling)
    {
        var follows = _mirror.Rules is not null;
        var isWorse = follows && (settling.After != _mirror.Generation || !settling.Reading.HeldAgainstNft);
        if (isWorse || !settling.IsOfOneMoment) return false;
        _behind.Forget();
        _texts.Keep(settling.Observation, ToolReading.Sources(RefreshScope.Firewall));
        _reading = FirewallReader.WithLegacy(settling.Reading, _texts.Record);
        _settledGeneration = settling.After;
        if (follows) _mirror.Rebase(_reading);
        else if (settling.Begun) _mirror.Take(_reading);
        Overlay();
        return true;
    }
}
