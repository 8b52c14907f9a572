namespace VirtAgent.Core.Findings;

/// <summary>Something an operator should know, with its evidence and what to do.</summary>
public sealed record Finding
{
    /// <summary>One of <see cref="FindingCode"/>.</summary>
    public required string Code { get; init; }

    /// <summary>How bad it is.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The network it is about; null when it concerns the whole host.</summary>
    public string? Network { get; init; }

    /// <summary>What exactly it is about. Stable: part of <see cref="Key"/>, so it holds no counters and no times.</summary>
    public required string Subject { get; init; }

    /// <summary>
    /// What it is known by from the audit that raises it to the one that clears it: code, network and subject. No other finding
    /// of the same audit has it.
    /// </summary>
    public string Key => new FindingKey(Code, Network, Subject).ToString();

    /// <summary>One sentence that says what is wrong.</summary>
    public required string Summary { get; init; }

    /// <summary>One sentence a tired operator can act on.</summary>
    public required string Remedy { get; init; }

    /// <summary>Facts it rests on, each a short sentence.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The packet that gets through, for forward findings.</summary>
    public Witness? Witness { get; init; }

    /// <summary>Who accepts it, until when and why; null where nobody does.</summary>
    public Waiver? Waiver { get; init; }

    /// <summary>Every rule the witness met, in order.</summary>
    public IReadOnlyList<TraceStep> Trace { get; init; } = [];
}
