namespace VirtAgent.Sinks.Journal;

/// <summary>Whether and where to the journal is told what happens.</summary>
internal sealed record JournalOptions
{
    /// <summary>Off where the journal is not wanted.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>journald's socket for structured entries (systemd-journald.service(8)).</summary>
    public string Socket { get; init; } = "/run/systemd/journal/socket";

    /// <summary>What is wrong with them, each in a sentence; none when they can be used.</summary>
    public IReadOnlyList<string> Validate() =>
        Path.IsPathRooted(Socket) && Socket.Length < 108
            ? []
            : [$"journal socket '{Socket}' cannot be a socket: give an absolute path of at most 107 characters."];
}
