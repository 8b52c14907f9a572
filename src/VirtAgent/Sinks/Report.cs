using VirtAgent.Core.Findings;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Sinks;

/// <summary>Something that happened, as every sink is told.</summary>
/// <param name="What">What happened.</param>
/// <param name="Finding">The finding in full, with witness and trace, where one was raised.</param>
internal sealed record Report(LedgerEvent What, Finding? Finding = null)
{
    /// <summary>Who changed the rules when a finding was raised or cleared; null where that is not known.</summary>
    public RulesetAuthors? ChangedBy { get; init; }
}
