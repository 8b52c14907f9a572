namespace VirtAgent.Control;

/// <summary>What the running agent answers, in one line of JSON.</summary>
/// <param name="Exit">The exit code the verb is to end with, 0 to 3; only where there is no <paramref name="Error"/>.</param>
/// <param name="Output">All of the verb's standard output.</param>
/// <param name="Error">Why there is no answer, one sentence; null where there is.</param>
internal sealed record AgentAnswer(int Exit, string Output, string? Error = null)
{
    /// <summary>The longest line, in bytes; a host with ten thousand ports needs a tenth of it.</summary>
    public const int Limit = 64 << 20;

    /// <summary>An answer that is none.</summary>
    public static AgentAnswer No(string why) => new(0, "", why);

    /// <summary>As it goes over the wire.</summary>
    public byte[] Line() => OneLine.Write(json =>
    {
        json.WriteNumber("exit", Exit);
        json.WriteString("output", Output);
        json.WriteString("error", Error);
    });

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no answer, or not all of it.</exception>
    public static AgentAnswer Parse(ReadOnlyMemory<byte> line) => OneLine.Read(line, answer => new AgentAnswer(
        ExitOf(answer.GetProperty("exit").GetInt32()),
        answer.GetProperty("output").GetString() ?? "",
        answer.GetProperty("error").GetString()));

    private static int ExitOf(int code) => code is >= 0 and <= 3 ? code : throw new FormatException("No verb ends with that.");
}
