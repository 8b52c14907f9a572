namespace VirtAgent.Cli;

/// <summary>Where a run of the program prints.</summary>
/// <param name="Output">Data.</param>
/// <param name="Error">Everything else.</param>
/// <param name="OutputIsTerminal">Whether somebody watches standard output.</param>
/// <param name="ErrorIsTerminal">Whether somebody watches standard error.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool OutputIsTerminal, bool ErrorIsTerminal)
{
    /// <summary>Whether colour is wanted where it can be shown (no-color.org).</summary>
    public bool Colour { get; init; } = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    /// <summary>
    /// Width of standard output; null when it is no terminal. Asked for only where it is needed, because .NET switches the
    /// terminal's keypad mode before it answers.
    /// </summary>
    public int? Columns() => OutputIsTerminal ? Math.Max(Console.WindowWidth, 1) : null;

    /// <summary>That of this process, with <paramref name="output"/> in place of standard output.</summary>
    public static Terminal OfProcess(TextWriter output)
    {
        // Console.Error would look at the locale and the terminal first.
        var error = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true };
        return new Terminal(output, error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
    }
}
