using System.Globalization;

namespace VirtAgent.Sinks.Journal;

/// <summary>A report as fields of a journal entry (systemd.journal-fields(7)); ours begin with VIRTAGENT_.</summary>
internal static class JournalFields
{
    /// <summary>The fields in the order they are sent. What is not known has none.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(Report report) =>
    [
        ("MESSAGE", ReportFacts.Message(report)),
        ("PRIORITY", ReportFacts.Priority(report).ToString(CultureInfo.InvariantCulture)),
        ("MESSAGE_ID", MessageIds.Of(report.What.Kind)),
        ("SYSLOG_IDENTIFIER", "virt-agent"),
        .. ReportFacts.Of(report).Select(fact => ("VIRTAGENT_" + fact.Name.ToUpperInvariant(), fact.Value)),
    ];
}
