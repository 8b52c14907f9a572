using System.CommandLine;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>history</c>: what the ledger says, or with <c>--at</c> who held what at some time.</summary>
internal static class HistoryVerb
{
    private static readonly string[] EntryHeaders =
        ["Seq", "Time", "Kind", "Port", "Guest", "MAC", "Tap", "Bridge", "Network", "Finding, detail"];

    private static readonly string[] PortHeaders = ["Port", "Guest", "MAC", "Tap", "Bridge", "Network", "State", "Created"];

    public static Command Create(GlobalOptions globals)
    {
        var options = new HistoryOptions();
        var command = new Command("history", "Shows the ledger: who held which port, MAC and tap, when; findings; gaps.");
        foreach (var option in options.All) command.Add(option);
        command.SetAction(parse =>
        {
            var request = globals.Request(parse, lines: true);
            using var ledger = LedgerFile.OpenReadOnly(globals.Folders(parse).Ledger);
            var now = DateTimeOffset.UtcNow;
            var at = options.At(parse, now);
            var query = options.Query(parse, ledger, now);
            var answer = new HistoryAnswer(request.Terminal.Output, request.Json, globals.IsJsonLines(parse));
            return at is { } time ? Ports(request, ledger, answer, time, query) : Entries(request, ledger, answer, query);
        });
        return command;
    }

    private static int Entries(Request request, LedgerFile ledger, HistoryAnswer answer, LedgerQuery query)
    {
        var span = new EntrySpan();
        var entries = ledger.Read(query).Select(span.See);
        if (!answer.TryWrite(entries) && entries.ToList() is { Count: > 0 } shown)
            request.Screen.Table(EntryHeaders, shown.Select(Row));
        if (span.Count == 0) Nothing(request, "entry", ledger);
        Explain(request, [.. ledger.ClockSteps().Where(step => step.Seq > span.First && step.Seq <= span.Last)]);
        return ExitCode.Ok;
    }

    private static int Ports(Request request, LedgerFile ledger, HistoryAnswer answer, DateTimeOffset at, LedgerQuery query)
    {
        var held = ledger.HeldAt(at, query);
        if (!answer.TryWrite(held.Select(AsEntry)) && held.Count > 0) request.Screen.Table(PortHeaders, held.Select(Row));
        if (held.Count == 0) Nothing(request, $"port at {TimeText.Show(at)}", ledger);
        if (ledger.ClockSteps().LastOrDefault(step => step.Time <= at && at < step.Time + step.Back) is { } twice)
        {
            var back = $"the clock was set back by {twice.Back} before entry {twice.Seq}";
            request.Warn($"{back}: this time came twice, and the later is meant.");
        }

        return ExitCode.Ok;
    }

    private static void Explain(Request request, IReadOnlyList<ClockStep> steps)
    {
        const int Shown = 3;
        foreach (var step in steps.Take(Shown))
            request.Warn($"the clock was set back by {step.Back} before entry {step.Seq}; the numbers tell the true order.");
        if (steps.Count > Shown) request.Warn($"it was set back {steps.Count - Shown} times more, up to entry {steps[^1].Seq}.");
    }

    private static Cell[] Row(LedgerEntry entry)
    {
        var what = entry.What;
        return
        [
            entry.Seq.ToString(null, null), TimeText.Show(what.At.Time), new Cell(what.Kind.Word(), ToneOf(what.Kind)), what.Port,
            what.Guest ?? what.GuestUuid, what.Mac, what.Tap, what.Bridge, what.Network,
            string.Join("  ", new[] { what.Finding, what.Detail }.OfType<string>()),
        ];
    }

    private static Cell[] Row(PortHolding held)
    {
        var facts = held.Port.Facts;
        return
        [
            facts.Uuid, facts.Guest ?? facts.GuestUuid, facts.Mac, facts.Tap, facts.Bridge, facts.Network,
            held.Port.Bound ? "bound" : "unbound", TimeText.Show(held.Port.Since.Time),
        ];
    }

    // The port's last word then, with all that was known of it.
    private static LedgerEntry AsEntry(PortHolding held)
    {
        var facts = held.Port.Facts;
        return held.Last with
        {
            What = held.Last.What with
            {
                Network = facts.Network,
                Guest = facts.Guest,
                GuestUuid = facts.GuestUuid,
                Mac = facts.Mac,
                Tap = facts.Tap,
                Bridge = facts.Bridge,
            },
        };
    }

    private static Tone ToneOf(EntryKind kind) => kind switch
    {
        EntryKind.FindingRaised => Tone.Bad,
        EntryKind.FindingCleared => Tone.Good,
        EntryKind.GapOpened => Tone.Warning,
        EntryKind.AgentStarted or EntryKind.AgentStopped => Tone.Faint,
        _ => Tone.Plain,
    };

    private static void Nothing(Request request, string what, LedgerFile ledger) =>
        request.Terminal.Error.WriteLine(Printable.Line($"no such {what} in {ledger.Path}"));
}
