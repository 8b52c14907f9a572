using VirtAgent.Core.Readers.Iptables;

namespace VirtAgent.Observe.Tools;

/// <summary>What a tool's run leaves unknown, in one sentence with the way out.</summary>
internal static class ToolComplaint
{
    /// <summary>The sentence, or null where everything was printed.</summary>
    public static string? Of(ToolResult result, string tool, string package, TimeSpan deadline)
    {
        if (result.NotFound) return $"{tool} is not installed; install the Debian package {package}.";
        if (result.TimedOut) return $"{tool} did not end within {deadline.TotalSeconds:0} s.";
        if (result.Truncated) return $"{tool} printed more than {Tool.OutputLimit >> 20} MiB.";

        var error = FirstLine(result.Error);
        if (result.ExitCode is null) return $"{tool} could not be started: {error ?? "no reason given"}.";
        if (result.Succeeded) return Incompatible(result.Text) is { } line ? $"{tool} left something out: {line}" : error;
        return IsDenied(result.Error)
            ? $"{tool} was refused by the kernel: CAP_NET_ADMIN is missing; run virt-agent as root."
            : $"{tool} failed with exit code {result.ExitCode}: {error ?? "it gave no reason"}";
    }

    /// <summary>Whether ip saw the kernel's tables change while it printed them.</summary>
    public static bool IsInterrupted(ToolResult result) =>
        result.Succeeded && result.Error.Contains("Dump was interrupted", StringComparison.Ordinal);

    private static bool IsDenied(string error) =>
        error.Contains("ermission denied", StringComparison.Ordinal) || error.Contains("not permitted", StringComparison.Ordinal);

    // "# Warning: iptables-legacy tables present" and "# Warning: table … is managed by iptables-nft" are no loss.
    private static string? FirstLine(string error) =>
        error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(line => !line.StartsWith("# Warning:", StringComparison.Ordinal));

    // iptables-nft-save says so among the rules: "# Table `filter' is incompatible, use 'nft' tool." (iptables 1.8.9,
    // iptables/xtables-save.c). A rule's comment cannot fake it, whatever lines it has: those are the rule's.
    private static string? Incompatible(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var line = IptablesLine.Take(ref rest);
            if (line.StartsWith("# Table ") && line.Contains("incompatible", StringComparison.Ordinal))
                return line.TrimEnd().ToString();
        }

        return null;
    }
}
