namespace VirtAgent.Ledger;

/// <summary>The wall clock was set back.</summary>
/// <param name="Seq">The first entry after that.</param>
/// <param name="Time">What the clock said when it was written.</param>
/// <param name="Back">By how much.</param>
internal sealed record ClockStep(long Seq, DateTimeOffset Time, TimeSpan Back);
