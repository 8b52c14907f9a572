namespace VirtAgent.Cli;

/// <summary>A request that cannot be answered. The message is one sentence that says what to do; it becomes an <c>error:</c> line.</summary>
/// <param name="message">The sentence.</param>
/// <param name="usage">Whether the command line itself is at fault.</param>
internal sealed class RequestException(string message, bool usage = false) : Exception(message)
{
    /// <summary>Whether the command line itself is at fault.</summary>
    public bool Usage { get; } = usage;
}
