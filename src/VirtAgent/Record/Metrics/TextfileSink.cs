namespace VirtAgent.Record.Metrics;

/// <summary>
/// Metrics as a file for node_exporter's textfile collector, which runs as another user and reads whenever it likes.
/// </summary>
internal sealed class TextfileSink
{
    private const string Ending = ".prom";
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _path;

    /// <summary>For one file.</summary>
    /// <exception cref="ArgumentException">The collector would not read it.</exception>
    public TextfileSink(string path)
    {
        if (!path.EndsWith(Ending, StringComparison.Ordinal))
            throw new ArgumentException($"the textfile collector reads files that end in {Ending}, and {path} does not.");
        _path = path;
    }

    /// <summary>Replaces the file: a reader sees the old page or the new one, and never a part.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is still there.</exception>
    public void Write(MetricsView view) => WholeFile.Write(_path, MetricsText.Of(view), Readable);
}
