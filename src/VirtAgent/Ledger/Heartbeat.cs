using System.Globalization;
using System.Text;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Ledger;

/// <summary>
/// A file that says until when the agent was alive: what ends with SIGKILL or a power cut writes no last entry, and the gap that
/// follows begins at the last sign of life. One line of fixed length, written over in place, so that it is never half of two.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private const int Length = 96;
    private const string Trouble = "life-sign";

    private readonly string _path;
    private readonly string _boot;
    private FileStream? _file;
    private bool _failed;

    private Heartbeat(string path, string boot) => (_path, _boot) = (path, boot);

    /// <summary>The last sign of the run before; null where there is none.</summary>
    public Moment? Last { get; private set; }

    /// <summary>Whether that was in the present boot; also where there is none.</summary>
    public bool SameBoot { get; private set; } = true;

    /// <summary>Reads that of the run before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="boot">The present boot's id.</param>
    public static Heartbeat Open(string path, string boot)
    {
        var sign = new Heartbeat(path, boot);
        try
        {
            sign.Read(File.ReadAllText(path, Encoding.ASCII));
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            // The first run, or a folder that cannot be read: the first beat says so.
        }

        return sign;
    }

    /// <summary>
    /// Still alive. Not flushed to disk: after a power cut the last entry of the ledger says nearly the same. That the folder
    /// cannot be written is told to <paramref name="tell"/>, once, and the next beat tries again.
    /// </summary>
    public void Beat(Moment at, Action<string, string?> tell)
    {
        try
        {
            _file ??= new FileStream(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
            var line = string.Create(CultureInfo.InvariantCulture, $"{at.Time:O} {at.SinceBoot.Ticks} {_boot}")
                .PadRight(Length - 1) + "\n";
            _file.Position = 0;
            _file.Write(Encoding.ASCII.GetBytes(line, 0, Length));
            if (_failed) tell(Trouble, null);
            _failed = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
                tell(Trouble, $"{_path} cannot be written ({failure.Message}); make its folder writable for the agent.");
            _failed = true;
        }
    }

    /// <summary>Closes the file, which stays.</summary>
    public void Dispose() => _file?.Dispose();

    private void Read(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length != 3
            || !DateTimeOffset.TryParseExact(words[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks))
            return;
        Last = new Moment(time, new TimeSpan(ticks));
        SameBoot = words[2] == _boot;
    }
}
