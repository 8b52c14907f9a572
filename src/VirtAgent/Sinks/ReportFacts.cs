using System.Globalization;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Sinks;

/// <summary>A report as facts with a name each, for sinks that keep fields: journal and OTLP.</summary>
internal static class ReportFacts
{
    /// <summary>What is known of it, by lower-case names; what is not known is left out. Lists are one item a line.</summary>
    public static IEnumerable<(string Name, string Value)> Of(Report report)
    {
        var (what, finding) = (report.What, report.Finding);
        (string Name, string? Value)[] facts =
        [
            ("kind", what.Kind.Word()),
            ("time", what.At.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ("port", what.Port),
            ("network", what.Network),
            ("guest", what.Guest),
            ("guest_uuid", what.GuestUuid),
            ("mac", what.Mac),
            ("tap", what.Tap),
            ("bridge", what.Bridge),
            ("finding", what.Finding),
            ("detail", what.Detail),
            ("changed_by", report.ChangedBy?.ToString()),
            ("code", finding?.Code),
            ("severity", finding is null ? null : Names.Of(finding.Severity)),
            ("waived", finding?.Waiver?.ToString()),
            ("witness", finding?.Witness is { } witness ? PacketLine.Of(witness) : null),
            ("remedy", finding?.Remedy),
            ("evidence", Lines(finding?.Evidence ?? [])),
            ("trace", Lines(finding?.Trace.Select(FindingReport.Step) ?? [])),
        ];
        return facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).Select(fact => (fact.Name, fact.Value!));
    }

    public static string Message(Report report) => Printable.Line(
        report.Finding is { } finding
            ? $"{report.What.Kind.Word()} {finding.Code}: {(finding.Waiver is { } waiver ? $"{waiver}; " : "")}"
                + $"{finding.Summary}{(report.ChangedBy is { } by ? $" (nf_tables changed by {by})" : "")}"
            : LogSink.Line(report.What));

    /// <summary>
    /// syslog(3)'s priority: 2 for isolation lost, 4 for what is to be looked at, 5 for its end or where it is waived, else 6.
    /// </summary>
    public static int Priority(Report report) => report.What.Kind switch
    {
        EntryKind.FindingRaised when report.Finding?.Waiver is not null => 5,
        EntryKind.FindingRaised when report.Finding?.Severity == Severity.Critical => 2,
        EntryKind.FindingRaised when report.Finding?.Severity == Severity.Info => 6,
        EntryKind.FindingRaised or EntryKind.GapOpened => 4,
        EntryKind.FindingCleared or EntryKind.GapClosed => 5,
        _ => 6,
    };

    // A comment in a rule may hold a line end of its own.
    private static string Lines(IEnumerable<string> texts) => string.Join('\n', texts.Select(Printable.Line));
}
