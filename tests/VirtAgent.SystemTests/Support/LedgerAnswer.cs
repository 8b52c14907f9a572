namespace VirtAgent.SystemTests.Support;

/// <summary>One entry of <c>history --format json</c>.</summary>
internal sealed record LedgerAnswer(
    long Seq, DateTimeOffset Time, string Kind, string? Port, string? Network, string? Guest, string? GuestUuid, string? Mac,
    string? Tap, string? Bridge, string? Finding, string? Detail, string Hash);
