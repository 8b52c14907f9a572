using VirtAgent.Core.Findings;
using VirtAgent.Core.Text;

namespace VirtAgent.Configuration;

/// <summary>
/// The folder <c>waivers.d</c> beside the configuration: one waiver a file, <c>*.json</c>. Read again only when a file in it is
/// another than before, so that it can be asked at every look. One thread at a time.
/// </summary>
/// <param name="path">The folder, which need not exist.</param>
internal sealed class WaiverFolder(string path)
{
    private const int LongestFile = 64 << 10;

    private string? _read;
    private Waivers _waivers = Waivers.None;

    /// <summary>The folder beside a configuration file; null for the default one.</summary>
    public static string Beside(string? config) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(config ?? ConfigReader.DefaultPath))!, "waivers.d");

    /// <summary>The waivers as they are now; what is wrong with them is part of the answer.</summary>
    public Waivers Read(DateTimeOffset now)
    {
        List<FileInfo> files;
        try
        {
            files = [.. new DirectoryInfo(path).EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return Waivers.None;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Waivers([], [(path, $"{path} cannot be read: {failure.Message} Nothing is waived.")]);
        }

        var state = string.Concat(files.Select(file =>
            $"{file.Name}\0{file.LastWriteTimeUtc.Ticks}\0{(file.Exists ? file.Length : -1)}\0"));
        if (state == _read) return _waivers;
        _waivers = Read(files, now);
        _read = state;
        return _waivers;
    }

    private static Waivers Read(List<FileInfo> files, DateTimeOffset now)
    {
        var waivers = new List<Waiver>();
        var broken = new List<(string, string)>();
        foreach (var file in files)
        {
            try
            {
                waivers.Add(file.Length <= LongestFile
                    ? WaiverReader.Read(File.ReadAllText(file.FullName), file.FullName, now)
                    : throw new ReadException($"{file.FullName} is larger than 64 KiB, which is no waiver."));
            }
            catch (ReadException none)
            {
                broken.Add((file.FullName, none.Message));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                broken.Add((file.FullName, $"{file.FullName} cannot be read: {failure.Message}"));
            }
        }

        return new Waivers(waivers, broken);
    }
}
