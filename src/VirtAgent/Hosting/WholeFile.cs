using VirtAgent.Interop.Posix;

namespace VirtAgent.Hosting;

/// <summary>
/// Writes a file so that whoever reads it sees the old one or the new one and never a part, also when we are killed.
/// </summary>
internal static class WholeFile
{
    /// <summary>Refuses what a file cannot take the place of.</summary>
    /// <exception cref="IOException">
    /// A folder, link, device or pipe lies at <paramref name="path"/>, or the folder it is to lie in does not exist or is
    /// another user's, who could have us write elsewhere.
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
        using var folder = Open(path);
    }

    /// <summary>Replaces <paramref name="path"/>.</summary>
    /// <param name="path">A regular file, or nothing yet.</param>
    /// <param name="text">All of it, written as UTF-8.</param>
    /// <param name="mode">
    /// Its permissions; null for those of the file it replaces if we own that, else what the umask leaves. Never more than
    /// reading and writing.
    /// </param>
    /// <exception cref="IOException">It cannot be written; the message names it and says why.</exception>
    public static void Write(string path, string text, UnixFileMode? mode = null)
    {
        Admit(path);
        using var folder = Open(path);
        var name = Path.GetFileName(path);
        // In the same folder, because a rename is atomic within one file system only; with an ending that no collector reads.
        var draft = $".virt-agent.{Path.GetRandomFileName()}";
        try
        {
            var wanted = mode ?? folder.OwnMode(name);
            using (var file = new FileStream(folder.CreateFile(draft, wanted ?? TrustedFolder.MostOfAFile), FileAccess.Write))
            using (var writer = new StreamWriter(file))
            {
                writer.Write(text);
                writer.Flush();
                // What the umask took of them. On the open file: the draft's name may mean another file by now.
                if (wanted is { } exact) File.SetUnixFileMode(file.SafeFileHandle, exact & TrustedFolder.MostOfAFile);
                // Else a crash of the host soon after leaves the new name with nothing in it.
                file.Flush(flushToDisk: true);
            }

            folder.Rename(draft, name);
        }
        catch (Exception failure) when (failure is KernelException or IOException or UnauthorizedAccessException)
        {
            folder.Remove(draft);
            throw new IOException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private static TrustedFolder Open(string path)
    {
        try
        {
            return TrustedFolder.Open(FolderOf(path));
        }
        catch (Exception failure) when (failure is KernelException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {failure.Message}", failure);
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
