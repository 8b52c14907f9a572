using VirtAgent.Findings;
using VirtAgent.Model;

namespace VirtAgent.Record.Bus;

/// <summary>
/// What the daemon knows after a round, as the bus shows it. A list of ports that did not change should be the same instance: it
/// is then not compared again.
/// </summary>
internal sealed record BusView
{
    /// <summary>Before the first round.</summary>
    public static readonly BusView Nothing = new();

    /// <summary>When the host was last proved; null before the first time.</summary>
    public DateTimeOffset? LastProof { get; init; }

    /// <summary>The networks with their verdicts.</summary>
    public IReadOnlyList<NetworkVerdict> Networks { get; init; } = [];

    /// <summary>The ports.</summary>
    public IReadOnlyList<PortRow> Ports { get; init; } = [];

    /// <summary>The findings that stand.</summary>
    public IReadOnlyList<StandingFinding> Findings { get; init; } = [];

    /// <summary>What is not observed.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>How many entries the ledger has.</summary>
    public long LedgerEntries { get; init; }
}
