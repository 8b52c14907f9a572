namespace VirtAgent.SystemTests.Support;

/// <summary>A port, as the JSON of <c>ports</c> and <c>check</c> has it.</summary>
internal sealed record PortAnswer(
    string Uuid,
    string Network,
    string Guest,
    string GuestUuid,
    string? Mac,
    string? Model,
    string? Tap,
    string? Bridge,
    string State);
