namespace VirtAgent.SystemTests.Leaks;

/// <summary>One way to break the isolation of a network of <see cref="LeakHost"/>, and the finding that has to name it.</summary>
/// <param name="Network">The isolated network that is opened.</param>
/// <param name="Code">Code of the finding.</param>
/// <param name="Subject">Subject of the finding: direction, family and rule, or the device.</param>
/// <param name="Open">Bash script that opens it, inside the lab.</param>
internal sealed record Leak(string Network, string Code, string Subject, string Open)
{
    /// <summary>Bash script that closes it again; rules need none, for <see cref="LeakHost.Restore"/> puts them back.</summary>
    public string Close { get; init; } = "";

    /// <summary>Rules or policies the trace must name, as "CHAIN NUMBER: outcome"; number 0 is the policy.</summary>
    public IReadOnlyList<string> Trace { get; init; } = [];
}
