using System.Globalization;
using VirtAgent.Cli;
using VirtAgent.Findings;
using VirtAgent.Ledger;

namespace VirtAgent.Record.Journal;

/// <summary>A report as fields of a journal entry (systemd.journal-fields(7)); ours begin with VIRTAGENT_.</summary>
internal static class JournalFields
{
    /// <summary>The fields in the order they are sent. What is not known has none.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(Report report)
    {
        var (what, finding) = (report.What, report.Finding);
        (string Name, string? Value)[] fields =
        [
            ("MESSAGE", Message(report)),
            ("PRIORITY", Priority(report).ToString(CultureInfo.InvariantCulture)),
            ("MESSAGE_ID", MessageIds.Of(what.Kind)),
            ("SYSLOG_IDENTIFIER", "virt-agent"),
            ("VIRTAGENT_KIND", what.Kind.Word()),
            ("VIRTAGENT_TIME", what.At.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ("VIRTAGENT_PORT", what.Port),
            ("VIRTAGENT_NETWORK", what.Network),
            ("VIRTAGENT_GUEST", what.Guest),
            ("VIRTAGENT_GUEST_UUID", what.GuestUuid),
            ("VIRTAGENT_MAC", what.Mac),
            ("VIRTAGENT_TAP", what.Tap),
            ("VIRTAGENT_BRIDGE", what.Bridge),
            ("VIRTAGENT_FINDING", what.Finding),
            ("VIRTAGENT_DETAIL", what.Detail),
            ("VIRTAGENT_CODE", finding?.Code),
            ("VIRTAGENT_SEVERITY", finding is null ? null : Names.Of(finding.Severity)),
            ("VIRTAGENT_WITNESS", finding?.Witness is { } witness ? PacketLine.Of(witness) : null),
            ("VIRTAGENT_REMEDY", finding?.Remedy),
            ("VIRTAGENT_EVIDENCE", Lines(finding?.Evidence ?? [])),
            ("VIRTAGENT_TRACE", Lines(finding?.Trace.Select(FindingReport.Step) ?? [])),
        ];
        return [.. fields.Where(field => !string.IsNullOrEmpty(field.Value)).Select(field => (field.Name, field.Value!))];
    }

    /// <summary>syslog(3)'s priority: 2 for isolation lost, 4 for what is to be looked at, 5 for its end, else 6.</summary>
    public static int Priority(Report report) => report.What.Kind switch
    {
        EntryKind.FindingRaised when report.Finding?.Severity == Severity.Critical => 2,
        EntryKind.FindingRaised when report.Finding?.Severity == Severity.Info => 6,
        EntryKind.FindingRaised or EntryKind.GapOpened => 4,
        EntryKind.FindingCleared or EntryKind.GapClosed => 5,
        _ => 6,
    };

    private static string Message(Report report) => Printable.Line(
        report.Finding is { } finding ? $"{report.What.Kind.Word()} {finding.Code}: {finding.Summary}" : LogSink.Line(report.What));

    // One a line; a comment in a rule may hold a line end of its own.
    private static string Lines(IEnumerable<string> texts) => string.Join('\n', texts.Select(Printable.Line));
}
