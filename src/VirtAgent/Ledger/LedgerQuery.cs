using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>Which entries are asked for; what is null does not matter.</summary>
internal sealed record LedgerQuery
{
    /// <summary>UUID of the port.</summary>
    public string? Port { get; init; }

    /// <summary>Name or UUID of the guest.</summary>
    public string? Guest { get; init; }

    /// <summary>MAC of the port, lower-case with colons.</summary>
    public string? Mac { get; init; }

    /// <summary>Name of the tap.</summary>
    public string? Tap { get; init; }

    /// <summary>Name of the network.</summary>
    public string? Network { get; init; }

    /// <summary>Key of the finding.</summary>
    public string? Finding { get; init; }

    /// <summary>What happened.</summary>
    public EntryKind? Kind { get; init; }

    /// <summary>Wall clock of the earliest entry.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Wall clock that all entries are before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>At most so many, the newest.</summary>
    public int? Limit { get; init; }
}
