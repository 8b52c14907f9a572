namespace VirtAgent.Core.Text;

/// <summary>
/// A text is not what its source prints. The message is one sentence that names the text and the place; what was being read
/// becomes a gap, and is never taken as empty.
/// </summary>
public sealed class ReadException(string message, Exception? innerException = null) : Exception(message, innerException);
