using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ledger;

/// <summary>A port that exists as far as the ledger goes.</summary>
/// <param name="Facts">What is known of it.</param>
/// <param name="Bound">Whether its last word was bound (or changed), and not created or unbound.</param>
/// <param name="Since">When it was created.</param>
/// <param name="Last">
/// When its last entry was; null for the creation. It was there then, so no older report takes it away.
/// </param>
public sealed record KnownPort(PortFacts Facts, bool Bound, Moment Since, Moment? Last = null)
{
    /// <summary>A port of which the ledger says that it was created, and this as its last word since.</summary>
    public static KnownPort Of(LedgerEvent created, LedgerEvent last)
    {
        var bound = last.Kind is EntryKind.PortBound or EntryKind.PortChanged;
        var facts = new PortFacts(
            last.Port ?? created.Port ?? "",
            last.Network ?? created.Network ?? "",
            last.Guest ?? created.Guest,
            last.GuestUuid ?? created.GuestUuid,
            last.Mac ?? created.Mac,
            bound ? last.Tap : null,
            last.Bridge ?? created.Bridge);
        return new KnownPort(facts, bound, created.At, last.At);
    }
}
