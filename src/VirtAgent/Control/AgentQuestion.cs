namespace VirtAgent.Control;

/// <summary>What a verb asks the running agent, in one line of JSON: <c>{"ask":"check","json":true,"colour":false}</c>.</summary>
/// <param name="Ask"><see cref="Check"/> or <see cref="Status"/>.</param>
/// <param name="Json">Whether its output is to be JSON; else it is for people.</param>
/// <param name="Colour">Whether output for people may have colour.</param>
internal sealed record AgentQuestion(string Ask, bool Json, bool Colour)
{
    /// <summary><see cref="Ask"/>: the last audit, as the verb <c>check</c> shows it.</summary>
    public const string Check = "check";

    /// <summary><see cref="Ask"/>: what stands, as the verb <c>status</c> shows it.</summary>
    public const string Status = "status";

    /// <summary>The longest line, in bytes.</summary>
    public const int Limit = 1024;

    /// <summary>As it goes over the wire.</summary>
    public byte[] Line() => OneLine.Write(json =>
    {
        json.WriteString("ask", Ask);
        json.WriteBoolean("json", Json);
        json.WriteBoolean("colour", Colour);
    });

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no question.</exception>
    public static AgentQuestion Parse(ReadOnlyMemory<byte> line) => OneLine.Read(line, question => new AgentQuestion(
        question.GetProperty("ask").GetString() ?? "",
        question.GetProperty("json").GetBoolean(),
        question.GetProperty("colour").GetBoolean()));
}
