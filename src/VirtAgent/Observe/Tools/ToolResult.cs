namespace VirtAgent.Observe.Tools;

/// <summary>How a run of a tool ended. Whether that is an error is for the caller to say.</summary>
public sealed record ToolResult
{
    /// <summary>Exit code; null when the tool was not found, could not be started or was killed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Standard output, read as UTF-8.</summary>
    public string Text { get; init; } = "";

    /// <summary>Standard error, read as UTF-8.</summary>
    public string Error { get; init; } = "";

    /// <summary>Whether it was killed at its deadline.</summary>
    public bool TimedOut { get; init; }

    /// <summary>Whether it was killed because it printed more than it may.</summary>
    public bool Truncated { get; init; }

    /// <summary>Whether there is no such program.</summary>
    public bool NotFound { get; init; }

    /// <summary>Whether it ran to its end and said that all went well.</summary>
    public bool Succeeded => ExitCode == 0;
}
