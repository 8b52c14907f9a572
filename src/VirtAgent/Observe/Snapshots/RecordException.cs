namespace VirtAgent.Observe.Snapshots;

/// <summary>A folder cannot be read or written as a recorded host. The message is one sentence that names the path.</summary>
public sealed class RecordException : Exception
{
    /// <summary>With a sentence for the operator.</summary>
    public RecordException(string message) : base(message)
    {
    }

    /// <summary>With a sentence for the operator and what caused it.</summary>
    public RecordException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Without a sentence; exceptions are expected to have this one.</summary>
    public RecordException()
    {
    }
}
