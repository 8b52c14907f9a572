using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Observe.Snapshots;

/// <summary>
/// Writes a recorded host. It holds firewall rules and guests' XML: files are readable and folders open for their owner only.
/// </summary>
public static class RecordWriter
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes <paramref name="record"/> to <paramref name="directory"/>, which must be empty or not there yet.</summary>
    /// <exception cref="RecordException">It holds something already, is another user's, or cannot be written.</exception>
    public static void Write(HostRecord record, string directory)
    {
        if (record.Files.Keys.FirstOrDefault(path => !IsContained(path)) is { } bad)
            throw new RecordException($"'{bad}' is no name for a file of a recorded host.");
        if (File.Exists(directory) || (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any()))
            throw new RecordException($"{directory} is not an empty folder; name one that is empty or does not exist.");
        try
        {
            if (Directory.Exists(directory)) WriteInto(record, directory);
            else WriteNew(record, Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        }
        catch (Exception failure) when (failure is KernelException or IOException or UnauthorizedAccessException)
        {
            throw new RecordException($"{directory} cannot be written: {failure.Message}", failure);
        }
    }

    private static void WriteInto(HostRecord record, string directory)
    {
        using var folder = TrustedFolder.Open(directory);
        Fill(folder, record);
    }

    /// <summary>Beside its place and moved there at its end, with the folders above it that are missing.</summary>
    private static void WriteNew(HostRecord record, string directory)
    {
        var missing = new Stack<string>();
        var above = directory;
        for (; !Directory.Exists(above); above = Path.GetDirectoryName(above)!) missing.Push(Path.GetFileName(above));

        using var folder = TrustedFolder.Open(above);
        var first = missing.Pop();
        var draft = $".virt-agent.{Path.GetRandomFileName()}";
        var target = folder.CreateFolder(draft);
        try
        {
            while (missing.TryPop(out var name))
            {
                var parent = target;
                using (parent) target = parent.CreateFolder(name);
            }

            Fill(target, record);
            folder.Rename(draft, first);
        }
        catch
        {
            Directory.Delete(Path.Combine(above, draft), recursive: true);
            throw;
        }
        finally
        {
            target.Dispose();
        }
    }

    private static void Fill(TrustedFolder root, HostRecord record)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, text) in record.Files)
        {
            // "ports/" is a folder with nothing in it.
            var names = path.Split('/');
            var folder = root;
            try
            {
                for (var depth = 1; depth < names.Length; depth++)
                {
                    var parent = folder;
                    var isNew = made.Add(string.Join('/', names[..depth]));
                    folder = isNew ? parent.CreateFolder(names[depth - 1]) : parent.OpenFolder(names[depth - 1]);
                    if (parent != root) parent.Dispose();
                }

                if (names[^1].Length > 0) WriteFile(folder, names[^1], text);
            }
            finally
            {
                if (folder != root) folder.Dispose();
            }
        }

        // Last, because its presence says that the record is whole.
        WriteFile(root, RecordFile.Host, HostHeaderWriter.Write(record.Header));
    }

    private static void WriteFile(TrustedFolder folder, string name, string text)
    {
        using var file = new FileStream(folder.CreateFile(name, Private), FileAccess.Write);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    private static bool IsContained(string path) =>
        path.TrimEnd('/').Split('/').All(name => name.Length > 0 && name[0] != '.' && !name.Contains('\0'));
}
