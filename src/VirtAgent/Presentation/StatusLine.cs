using VirtAgent.Core.Findings;

namespace VirtAgent.Presentation;

/// <summary>The first line of <c>check</c>, as a plugin prints it (Monitoring Plugins guidelines, "Performance data").</summary>
internal static class StatusLine
{
    /// <summary>The line of an audit.</summary>
    public static string Of(Audit audit)
    {
        int Count(Severity severity) => audit.Findings.Count(finding => finding.Waiver is null && finding.Severity == severity);

        return $"{Word(audit.ExitCode)} - {Text(Sentence(audit))} | leaks={Count(Severity.Critical)};0;0 "
            + $"warnings={Count(Severity.Warning)};0 unknown={Count(Severity.Unknown)};0 "
            + $"networks={audit.Networks.Count} ports={audit.Ports.Count} "
            + $"findings={audit.Findings.Count} gaps={audit.Host.Gaps.Count} waived={audit.Waived}";
    }

    /// <summary>The words that stand for an exit code.</summary>
    public static string Word(int exitCode) => "VIRTAGENT " + State(exitCode);

    /// <summary>The plugin state of an exit code.</summary>
    public static string State(int exitCode) => exitCode switch
    {
        0 => "OK",
        1 => "WARNING",
        2 => "CRITICAL",
        _ => "UNKNOWN",
    };

    /// <summary>Text without the bar that would begin the figures.</summary>
    public static string Text(string text) => Printable.Line(text).Replace('|', '/').TrimEnd('.');

    /// <summary>What an audit comes to.</summary>
    public static string Sentence(Audit audit) =>
        audit.Waived == 0 ? Counting(audit) : $"{Counting(audit).TrimEnd('.')}; {audit.Waived} waived";

    private static string Counting(Audit audit)
    {
        var counting = audit.Findings.Where(finding => finding.Waiver is null);
        var telling = audit.ExitCode switch
        {
            2 => counting.Where(finding => finding.Severity == Severity.Critical),
            3 => counting.Where(
                finding => finding.Severity == Severity.Unknown || finding.Code == FindingCode.ForwardUndecided),
            1 => counting.Where(finding => finding.Severity == Severity.Warning),
            _ => [],
        };
        string[] summaries = [.. telling.Select(finding => finding.Summary)];
        if (summaries.Length == 1) return summaries[0];
        if (summaries.Length > 1) return $"{summaries[0].TrimEnd('.')} (and {summaries.Length - 1} more)";
        if (audit.ExitCode != ExitCode.Ok) return Undecided(audit);
        return audit.Networks.Count == 0
            ? $"no network is active at {audit.Host.Header.Uri}"
            : $"{Many(audit.Networks.Count, "network")} with {Many(audit.Ports.Count, "port")}, every "
                + $"{(audit.Waived == 0 ? "" : "other ")}promise kept";
    }

    private static string Undecided(Audit audit)
    {
        var network = audit.Networks.FirstOrDefault(
            network => network.All.Any(verdict => verdict is PromiseVerdict.Unread or PromiseVerdict.Undecided));
        if (network is null) return "something could not be read";
        return $"network {network.Network.Name}: ipv4 {Names.Of(network.IPv4)}, ipv6 {Names.Of(network.IPv6)}, "
            + $"layer 2 {Names.Of(network.Layer2)}";
    }

    private static string Many(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
