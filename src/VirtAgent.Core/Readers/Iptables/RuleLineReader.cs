using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>
/// Reads the words of one rule. Every word ends in a modelled match or target, or in the text of an unmodelled one: an option
/// nobody knows makes the rule less certain, never less restricted than it is.
/// </summary>
internal sealed class RuleLineReader(Family family, Backend backend)
{
    private static readonly Version FirstTruthful = new(1, 8, 11);
    private static readonly Match ShownWithoutCondition = new Match.Unmodelled(
        "iptables-legacy-save before 1.8.11 prints a rule that never matches ('! -i +', an inverted full range) like this one");

    private static readonly Target Continue = new Target.Continue();

    private readonly Dictionary<Said, Match?> _shared = [];
    private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);
    private readonly List<Match> _matches = [];
    private readonly List<string> _modules = [];
    private Target? _target;
    private byte? _protocol;
    private bool _bare;

    /// <summary>Version of the tool that printed the rules, or null where it does not say.</summary>
    public Version? Tool { get; set; }

    /// <summary>The rule that <paramref name="words"/> say, which begin with <c>-A CHAIN</c>.</summary>
    /// <exception cref="ReadException">It names a chain that does not exist.</exception>
    public Rule Read(
        string table, string chain, int number, string text, IReadOnlyList<Token> words, Func<string, bool> isChain)
    {
        _matches.Clear();
        _modules.Clear();
        _target = null;
        _protocol = null;
        _bare = true;
        var cursor = new TokenCursor(words, 2);
        while (!cursor.AtEnd) ReadOption(cursor, isChain);

        var target = _target ?? Continue;
        if (target is Target.Drop && MayHideCondition()) _matches.Add(ShownWithoutCondition);
        return new Rule(table, chain, number, text, _matches.Count == 0 ? [] : _matches.ToArray(), target)
        {
            MergedNegations = backend == Backend.Nft && _matches.Count(MayBeMerged) > 1,
        };
    }

    // Before 1.8.11 iptables-legacy-save left out '! -i +' and inverted full ranges, which never match (release notes 1.8.11).
    private bool MayHideCondition() => backend == Backend.Legacy && (Tool is null || Tool < FirstTruthful) && _bare
        && (_protocol is null || (MatchGrammar.ModuleOf(_protocol) is { } module && _modules.Contains(module)));

    private static bool MayBeMerged(Match match) =>
        match is { Negated: true } and (Match.Source or Match.Destination or Match.Protocol or Match.Ports or Match.IcmpType);

    private void ReadOption(TokenCursor cursor, Func<string, bool> isChain)
    {
        var start = cursor.Position;
        var negated = cursor.TakeNegation();
        if (cursor.AtEnd)
        {
            AddUnmodelled(cursor, start);
            return;
        }

        var option = cursor.Take();
        var name = option.Quoted ? "" : MatchGrammar.ShortName(option.Text);
        if (name is "-j" or "-g" && !negated) ReadTarget(cursor, start, name == "-g", isChain);
        else if (name == "-m" && !negated && !cursor.AtEnd) ReadModule(cursor, start);
        else if (Known(name, out var module, out var grammar)) ReadValues(cursor, start, module, grammar, negated);
        else TakeUnknown(cursor, start);
    }

    private bool Known(string name, out string? module, out MatchOption option)
    {
        module = null;
        if (MatchGrammar.Generic.TryGetValue(name, out option!)) return true;
        for (var i = _modules.Count - 1; i >= 0; i--)
        {
            if (MatchGrammar.Modules.GetValueOrDefault(_modules[i])?.TryGetValue(name, out option!) is not true) continue;
            module = _modules[i];
            return true;
        }

        // iptables loads the protocol's own module for '-p tcp --dport 80'.
        module = MatchGrammar.ModuleOf(_protocol);
        return module is not null && MatchGrammar.Modules[module].TryGetValue(name, out option!);
    }

    private void ReadModule(TokenCursor cursor, int start)
    {
        var module = cursor.Take().Text;
        _modules.Add(module);
        if (!MatchGrammar.Modules.ContainsKey(module) || (module == "addrtype" && cursor.Holds("--limit-iface-")))
        {
            while (!cursor.AtEnd && !MatchGrammar.BeginsGeneric(cursor)) cursor.Take();
            AddUnmodelled(cursor, start);
            return;
        }

        var option = cursor.AtEnd ? Token.None : cursor.Current.Is("!") ? cursor.Next : cursor.Current;
        if (option.IsLongOption && !MatchGrammar.IsGeneric(option)) return;
        if (MatchGrammar.WithoutOptions(module, _protocol, family) is { } match) _matches.Add(match);
        else AddUnmodelled(cursor, start);
    }

    private void ReadValues(TokenCursor cursor, int start, string? module, MatchOption option, bool negated)
    {
        // Before 1.4.3 the negation stood behind the option: '-d ! 192.0.2.1'.
        if (option.Values > 0 && cursor.TakeNegation()) negated = !negated;
        var first = option.Values > 0 && !cursor.AtEnd ? cursor.Take().Text : null;
        var second = option.Values > 1 && !cursor.AtEnd ? cursor.Take().Text : null;
        var isComplete = (first is not null || option.Values < 1) && (second is not null || option.Values < 2);
        if (!isComplete || !option.Serves(_protocol, family))
        {
            AddUnmodelled(cursor, start, module);
            return;
        }

        // 'all' is no condition, as ip_tables reads protocol 0.
        if (option == MatchGrammar.Protocol && !negated && first is ("all" or "0")) return;
        var key = new Said(option, first ?? "", second, negated);
        if (!_shared.TryGetValue(key, out var match))
        {
            match = option.Read(new OptionValue(first ?? "", second, negated, family));
            _shared.Add(key, match);
        }

        if (match is null)
        {
            AddUnmodelled(cursor, start, module);
            return;
        }

        if (match is Match.Protocol { Negated: false } protocol) _protocol = protocol.Number;
        else if (match is not Match.Comment) _bare = false;
        _matches.Add(match);
    }

    private void TakeUnknown(TokenCursor cursor, int start)
    {
        while (!cursor.AtEnd && !cursor.Current.IsOption && !cursor.Current.Is("!")) cursor.Take();
        AddUnmodelled(cursor, start, _modules.Count > 0 ? _modules[^1] : null);
    }

    private void AddUnmodelled(TokenCursor cursor, int start, string? module = null)
    {
        var text = cursor.TextSince(start);
        _matches.Add(new Match.Unmodelled(module is null ? text : $"-m {module} {text}"));
        _bare = false;
    }

    private void ReadTarget(TokenCursor cursor, int start, bool isGoto, Func<string, bool> isChain)
    {
        if (cursor.AtEnd) throw new ReadException("ends where its target should stand");
        if (_target is not null) throw new ReadException("has two targets");
        var name = cursor.Take().Text;
        var first = cursor.Position;
        while (!cursor.AtEnd && !MatchGrammar.BeginsGeneric(cursor))
        {
            // A prefix is free text, printed without quotes when it has no blanks: it may look like an option.
            var isFreeText = cursor.Take() is { Quoted: false, Text: "--log-prefix" or "--nflog-prefix" or "--ulog-prefix" };
            if (isFreeText && !cursor.AtEnd) cursor.Take();
        }

        // Whether a name is a chain differs from table to table, so only what does not depend on it is shared.
        var arguments = cursor.Since(first);
        var text = arguments.Count == 0 && !isGoto ? name : cursor.TextSince(start);
        var chain = isChain(name);
        if (!chain && _targets.TryGetValue(text, out _target)) return;
        _target = TargetReader.Read(name, isGoto, arguments, cursor.TextSince(start), family, chain);
        if (!chain) _targets.Add(text, _target);
    }

    /// <summary>An option with its values, as many rules say it.</summary>
    private sealed record Said(MatchOption Option, string First, string? Second, bool Negated);
}
