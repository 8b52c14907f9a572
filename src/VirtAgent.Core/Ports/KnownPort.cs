using VirtAgent.Model;

namespace VirtAgent.Ports;

/// <summary>A port that exists as far as the ledger goes.</summary>
/// <param name="Facts">What is known of it.</param>
/// <param name="Bound">Whether its last word was bound (or changed), and not created or unbound.</param>
/// <param name="Since">When it was created.</param>
/// <param name="Last">
/// When its last entry was; null for the creation. It was there then, so no older report takes it away.
/// </param>
public sealed record KnownPort(PortFacts Facts, bool Bound, Moment Since, Moment? Last = null);
