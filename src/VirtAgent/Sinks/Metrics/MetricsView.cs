using VirtAgent.Core.Findings;

namespace VirtAgent.Sinks.Metrics;

/// <summary>What the agent knows at one moment, as far as it can be counted.</summary>
internal sealed record MetricsView
{
    /// <summary>Version of the agent, "0.1.0".</summary>
    public required string Version { get; init; }

    /// <summary>How long the agent has been running.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>The last audit; null before the first one is done, and then nothing is claimed of any network.</summary>
    public Audit? Audit { get; init; }

    /// <summary>When the last proof was done.</summary>
    public DateTimeOffset? LastProof { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan? ProofDuration { get; init; }

    /// <summary>The ledger; null where the agent keeps none.</summary>
    public LedgerFigures? Ledger { get; init; }

    /// <summary>How often each source said "look again" since the agent started, by its name; only grows.</summary>
    public IReadOnlyDictionary<string, long> Hints { get; init; } = new Dictionary<string, long>();

    /// <summary>Changes of nf_tables that the kernel reported since the agent started; only grows.</summary>
    public long Commits { get; init; }
}
