using VirtAgent.Core.Findings;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>The head of the page: the verdict, and what it is about.</summary>
internal static class StatusSection
{
    public static void Write(Markup markup, Audit audit)
    {
        var header = audit.Host.Header;
        var state = StatusLine.State(audit.ExitCode);
        using var band = markup.In("header", $"status {state.ToLowerInvariant()}");
        using (markup.In("div", "verdict"))
        {
            markup.Element("h1", null, state);
            markup.Element("p", null, StatusLine.Sentence(audit));
        }

        using var facts = markup.In("dl");
        Fact(markup, "Host", header.Hostname);
        Fact(markup, "Observed", header.Captured.Replace('T', ' ').Replace("Z", " UTC", StringComparison.Ordinal));
        Fact(markup, "URI", header.Uri);
        Fact(markup, "libvirt", header.Libvirt.Length == 0 ? "did not answer" : header.Libvirt);
        Fact(markup, "Kernel", header.Kernel);
        Fact(markup, "Networks", $"{audit.Networks.Count}");
        Fact(markup, "Guests", $"{audit.Host.Guests.Count} running");
        Fact(markup, "Ports", $"{audit.Ports.Count}");
        Fact(markup, "Findings", Findings(audit));
        Fact(markup, "Not observed", audit.Host.Gaps.Count == 0 ? "nothing" : $"{audit.Host.Gaps.Count}, see below");
    }

    private static string Findings(Audit audit) => audit.Findings.Count == 0
        ? "none"
        : string.Join(", ", audit.Findings.GroupBy(finding => (finding.Severity, Waived: finding.Waiver is not null))
            .OrderBy(group => group.Key.Waived).ThenByDescending(group => group.Key.Severity)
            .Select(group => $"{group.Count()} {Names.Of(group.Key.Severity)}{(group.Key.Waived ? " waived" : "")}"));

    private static void Fact(Markup markup, string name, string value)
    {
        using var fact = markup.In("div");
        markup.Element("dt", null, name);
        markup.Element("dd", null, value);
    }
}
