using VirtAgent.Interop.Posix;

namespace VirtAgent.Hosting;

/// <summary>
/// Writes a file so that whoever reads it sees the old one or the new one and never a part, also when we are killed.
/// </summary>
internal static class WholeFile
{
    /// <summary>Refuses what a file cannot take the place of.</summary>
    /// <exception cref="IOException">
    /// A folder, link, device or pipe lies at <paramref name="path"/>, or the folder it is to lie in does not exist.
    /// </exception>
    public static void Admit(string path)
    {
        var other = PathKinds.Of(path) switch
        {
            PathKind.Folder => "a folder; name a file in it",
            PathKind.Link => "a symbolic link, which would be replaced; name the file it leads to",
            PathKind.Special => "a device, pipe or socket; name a file",
            _ => null,
        };
        if (other is not null) throw new IOException($"{path} is {other}.");
        if (Path.EndsInDirectorySeparator(path) || path.Length == 0) throw new IOException($"'{path}' names no file.");
        if (!Directory.Exists(FolderOf(path))) throw new IOException($"there is no folder {FolderOf(path)}; make it first.");
    }

    /// <summary>Replaces <paramref name="path"/>.</summary>
    /// <param name="path">A regular file, or nothing yet.</param>
    /// <param name="text">All of it, written as UTF-8.</param>
    /// <param name="mode">Its permissions; null for those of the file it replaces, else what the umask leaves.</param>
    /// <exception cref="IOException">It cannot be written; the message names it and says why.</exception>
    public static void Write(string path, string text, UnixFileMode? mode = null)
    {
        Admit(path);
        // In the same folder, because a rename is atomic within one file system only; with an ending that no collector reads.
        var draft = Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write))
            using (var writer = new StreamWriter(file))
            {
                writer.Write(text);
                writer.Flush();
                // Else a crash of the host soon after leaves the new name with nothing in it.
                file.Flush(flushToDisk: true);
            }

            if ((mode ?? ModeOf(path)) is { } wanted) File.SetUnixFileMode(draft, wanted);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            File.Delete(draft);
            throw new IOException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    private static UnixFileMode? ModeOf(string path) => File.Exists(path) ? File.GetUnixFileMode(path) : null;
}
