using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Core.Ports;

/// <summary>
/// A port whose last word in the ledger is deleted; known so that a report that comes late does not bring it back.
/// </summary>
/// <param name="Facts">What was known of it.</param>
/// <param name="At">When it was deleted.</param>
public sealed record DeletedPort(PortFacts Facts, Moment At);
