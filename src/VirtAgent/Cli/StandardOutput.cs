using System.Text;

namespace VirtAgent.Cli;

/// <summary>
/// Standard output of this process. Short answers are printed in one piece at the end, long ones as they come; a reader who goes
/// away ("| head") does not cut the work or the exit code short.
/// </summary>
internal sealed class StandardOutput : TextWriter
{
    private const int BrokenPipe = 32;
    private const int Piece = 1 << 16;

    private readonly StreamWriter _stream = new(Console.OpenStandardOutput(), bufferSize: Piece) { AutoFlush = false };

    /// <summary>Why it could not be written; null where it was, or where nobody read any more.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => _stream.Encoding;

    /// <inheritdoc/>
    public override string NewLine => "\n";

    private bool IsClosed { get; set; }

    /// <inheritdoc/>
    public override void Write(char value) => Try(() => _stream.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(() => _stream.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(() => _stream.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Flush() => Try(_stream.Flush);

    private void Try(Action write)
    {
        if (IsClosed) return;
        try
        {
            write();
        }
        catch (IOException failure)
        {
            IsClosed = true;
            if (failure.HResult != BrokenPipe) Failure = failure.Message;
        }
    }
}
