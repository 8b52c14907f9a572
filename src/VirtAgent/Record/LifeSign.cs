using System.Globalization;
using System.Text;
using VirtAgent.Model;

namespace VirtAgent.Record;

/// <summary>
/// A file that says until when the agent was alive: what ends with SIGKILL or a power cut writes no last entry, and the gap that
/// follows begins at the last sign of life. One fixed-length line, written over in place, so that it is never half of two.
/// </summary>
internal sealed class LifeSign : IDisposable
{
    private const int Length = 96;

    private readonly FileStream _file;

    private LifeSign(FileStream file) => _file = file;

    /// <summary>Opens or creates it.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static LifeSign Open(string path) =>
        new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));

    /// <summary>The last sign of the run before, or null; <paramref name="bootId"/> tells whether it was the same boot.</summary>
    public (Moment At, bool SameBoot)? Read(string bootId)
    {
        var bytes = new byte[Length];
        _file.Position = 0;
        var read = _file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false);
        var words = Encoding.ASCII.GetString(bytes, 0, read).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length >= 3
            && DateTimeOffset.TryParseExact(words[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                ? (new Moment(time, new TimeSpan(ticks)), words[2] == bootId)
                : null;
    }

    /// <summary>Still alive. Not flushed to disk: what a power cut loses is in the last entry of the ledger to within a beat.</summary>
    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public void Beat(Moment at, string bootId)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{at.Time:O} {at.SinceBoot.Ticks} {bootId}").PadRight(Length - 1) + "\n";
        _file.Position = 0;
        _file.Write(Encoding.ASCII.GetBytes(line, 0, Length));
    }

    /// <summary>Closes the file, which stays.</summary>
    public void Dispose() => _file.Dispose();
}
