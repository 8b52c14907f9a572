using VirtAgent.Core.Hosts;

namespace VirtAgent.Ledger;

/// <summary>Whether the ledger is being written.</summary>
/// <param name="Failure">Why it is not, one sentence; null while it is.</param>
/// <param name="Since">Since when it is not.</param>
/// <param name="Waiting">Occurrences that wait for it.</param>
/// <param name="Lost">How many of the oldest had to be dropped meanwhile.</param>
/// <param name="OnDisk">Whether all that wait are in the spool file, where they survive us.</param>
internal sealed record LedgerState(string? Failure, Moment? Since, int Waiting, long Lost, bool OnDisk)
{
    /// <summary>It is being written.</summary>
    public static readonly LedgerState Ok = new(null, null, 0, 0, true);
}
