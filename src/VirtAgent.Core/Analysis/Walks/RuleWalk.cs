using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>What comes of a rule: the end of its base chain, a verdict that leads to another chain, or neither.</summary>
internal readonly record struct RuleEnd(ChainEnd? Chain, Statement.Verdict? Verdict);

/// <summary>Takes one packet through the statements of one rule, from left to right.</summary>
internal sealed class RuleWalk(Journey journey)
{
    private readonly RuleAnswers _answers = new();
    private readonly List<string> _done = [];
    private readonly TranslationWalk _translation = new(journey);
    private readonly CopyWalk _copy = new(journey);
    private RulePlace _place = null!;
    private bool _isNat;

    private PacketInFlight Packet => journey.Packet;

    /// <summary>Asks the rule at <paramref name="place"/>, in a chain that is called by the nat hook or not.</summary>
    public RuleEnd Run(RulePlace place, bool isNat)
    {
        (_place, _isNat) = (place, isNat);
        _answers.Clear();
        _done.Clear();
        var statements = place.Rule.Statements;
        for (var i = 0; i < statements.Count; i++)
        {
            if (statements[i] is Statement.Match match)
            {
                if (!Matches(statements, i, match.Condition)) return Missed();
            }
            else if (Do(statements[i], i) is { } end)
            {
                return end;
            }
        }

        return Step(_done.Count == 0 ? "continue" : null);
    }

    /// <summary>
    /// Whether a match holds. What is open is not asked where a later match fails anyway, or where nothing follows but matches:
    /// what comes next is the same then.
    /// </summary>
    private bool Matches(IReadOnlyList<Statement> statements, int index, Condition condition)
    {
        var holds = Holds(condition);
        if (holds != Truth.Unknown) return holds == Truth.Yes;
        var next = index + 1;
        for (; next < statements.Count && statements[next] is Statement.Match later; next++)
        {
            if (Holds(later.Condition) == Truth.No) return false;
        }

        if (next < statements.Count) return Decide(condition, index);
        _answers.Note(journey.Path.Conditions.Open(condition, Packet, _answers).Question);
        return true;
    }

    private Truth Holds(Condition condition) => journey.Path.Conditions.Holds(condition, Packet, _answers);

    /// <summary>Answers question after question until the condition is decided.</summary>
    private bool Decide(Condition condition, int index)
    {
        while (true)
        {
            var holds = Holds(condition);
            if (holds != Truth.Unknown) return holds == Truth.Yes;
            var (question, positive) = journey.Path.Conditions.Open(condition, Packet, _answers);
            var (place, asked) = (_place, Packet with { });
            string? Assumption(int taken) => question is Condition.SendersChoice
                ? null
                : $"{place} {(taken == 0 ? "does not match" : "matches")}: {RuleConditions.Doubt(question, positive, asked)}";
            var answer = journey.Choose(place, $"{index}{_answers.Made}", 2, Assumption) == 1 == positive;
            _answers.Tell(question, answer);
            if (question is Condition.Unknown of && journey.Path.Rules.IsAskedAgain(of.Text)) Packet.Remember(of.Text, answer);
        }
    }

    /// <summary>Does what a statement says; how the rule ends, or null to go on with the next one.</summary>
    private RuleEnd? Do(Statement statement, int index)
    {
        switch (statement)
        {
            case Statement.Require of:
                return Decide(of.Condition, index) ? null : End("drop (header cut short)", ChainEnd.Dropped);
            case Statement.SetMark of:
                Packet.SetMark(of.Value, of.Mask);
                _done.Add(Packet.KnownMark == uint.MaxValue ? $"mark 0x{Packet.Mark:x}" : "mark unknown");
                return null;
            case Statement.Untrack:
                Packet.Untrack();
                _done.Add("untracked");
                return null;
            case Statement.Copy of:
                _done.Add(_copy.Send(of, _place, index, _answers));
                return null;
            // net/netfilter/xt_NETMAP.c: behind routing it is the source that is moved.
            case Statement.TranslateDestination when Packet.Out.Length > 0:
                return End("snat", ChainEnd.Bound);
            case Statement.TranslateDestination of:
                return End(_translation.Translate(of, _place, index, _answers), ChainEnd.Bound);
            case Statement.Redirect:
                return End("redirect", ChainEnd.Redirected);
            case Statement.TranslateSource:
                return End("snat", ChainEnd.Bound);
            case Statement.Verdict of:
                return Verdict(of, index);
            case Statement.Unknown of:
                return Any(of, index);
            default:
                throw new InvalidOperationException($"{statement.GetType().Name} is no statement that a walk knows.");
        }
    }

    private RuleEnd? Verdict(Statement.Verdict verdict, int index)
    {
        switch (verdict.Kind)
        {
            case VerdictKind.Accept:
                return End("accept", ChainEnd.Passed);
            case VerdictKind.Drop:
                return End("drop", ChainEnd.Dropped);
            case VerdictKind.Reject:
                return End("reject", ChainEnd.Dropped);
            case VerdictKind.Return:
                Step("return");
                return new RuleEnd(null, verdict);
            default:
                if (journey.Path.Rules.Find(_place.Chain, verdict.Chain!) is null)
                    return Any(new Statement.Unknown($"there is no chain {verdict.Chain}", Effects.Accept | Effects.Drop), index);
                Step($"{(verdict.Kind == VerdictKind.Jump ? "jump" : "goto")} {verdict.Chain}");
                return new RuleEnd(null, verdict);
        }
    }

    /// <summary>Something that is not modelled does one of the things it may do.</summary>
    private RuleEnd? Any(Statement.Unknown statement, int index)
    {
        var ways = UnknownWay.Of(statement.Effects, journey, _isNat);
        var place = _place;
        var taken = journey.Choose(place, $"{index}{_answers.Made}", ways.Count,
            way => ways.Count == 1 ? null : $"{place} {ways[way].Words}: {statement.Text}");
        var way = ways[taken];
        if (ways.Count > 1) _answers.Assumed = true;
        way.Act(journey);
        if (way.Outcome is { } word) _done.Add(word);
        return way.End is { } end ? Step(null) with { Chain = end } : null;
    }

    private RuleEnd Missed()
    {
        if (_done.Count > 0 || _answers.Suffix.Length > 0) return Step("no match");
        journey.Add(_place.Chain.Missed(_place.Index));
        return default;
    }

    private RuleEnd End(string outcome, ChainEnd end) => Step(outcome) with { Chain = end };

    private RuleEnd Step(string? outcome)
    {
        if (outcome is not null) _done.Add(outcome);
        journey.Add(_place.Chain.Step(_place.Index, string.Join(", ", _done) + _answers.Suffix));
        return default;
    }
}
