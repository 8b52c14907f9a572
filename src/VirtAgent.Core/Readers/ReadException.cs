namespace VirtAgent.Readers;

/// <summary>
/// A text that is not what its source prints. The message is one sentence that names the document and the place; what was
/// being read becomes a gap, and is never taken as empty.
/// </summary>
public sealed class ReadException : Exception
{
    /// <summary>No message; for serializers and the like.</summary>
    public ReadException()
    {
    }

    /// <summary>With the sentence an operator reads.</summary>
    public ReadException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence an operator reads, and what the parser said.</summary>
    public ReadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
