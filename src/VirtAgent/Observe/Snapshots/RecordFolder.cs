using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Text;

namespace VirtAgent.Observe.Snapshots;

/// <summary>
/// Reads a recorded host (<c>deploy/doc/recorded-hosts.md</c>), which <see cref="RecordWriter"/> writes. A record may come from
/// a stranger's bug report, so reading it looks at the expected names only, follows no symbolic link, and stops at size limits.
/// </summary>
public static class RecordFolder
{
    // As much as a tool of the host may print.
    private const long FileLimit = 256 << 20;
    private const long TotalLimit = 2 * FileLimit;

    // Above libvirt's own limit for one XML document (src/remote/remote_protocol.x, REMOTE_STRING_MAX 4 MiB).
    private const long XmlLimit = 16 << 20;

    private static readonly string[] RootFiles =
    [
        RecordFile.Links, RecordFile.Addresses, RecordFile.Routes4, RecordFile.Routes6, RecordFile.Policy, RecordFile.Policy6,
            RecordFile.Sysctls,
        RecordFile.Iptables, RecordFile.Ip6tables, RecordFile.IptablesLegacy, RecordFile.Ip6tablesLegacy, RecordFile.Nft,
        .. RecordFile.BesideRules,
    ];

    /// <summary>Reads the record in <paramref name="directory"/>.</summary>
    /// <exception cref="RecordException">There is none, or it is not one that can be trusted.</exception>
    public static HostRecord Read(string directory)
    {
        try
        {
            if (!Directory.Exists(directory)) throw new RecordException($"there is no folder {directory}.");
            if (!File.Exists(Path.Combine(directory, RecordFile.Host)))
            {
                throw new RecordException(
                    $"{directory} is no recorded host: it has no {RecordFile.Host}; 'virt-agent snapshot DIR' makes one.");
            }

            var reading = new Reading(directory);
            foreach (var name in RootFiles) reading.File(name, FileLimit);
            reading.Folder(RecordFile.Networks, ".xml");
            reading.Folder(RecordFile.Domains, ".xml");
            reading.Folder(RecordFile.Dnsmasq, ".conf");
            reading.Subfolders(RecordFile.Ports, ".xml");
            return new HostRecord(HostHeaderReader.Read(reading.Header()), reading.Files);
        }
        catch (ReadException failure)
        {
            throw new RecordException($"the recorded host {directory} cannot be read: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RecordException($"the recorded host {directory} cannot be read: {failure.Message}", failure);
        }
    }

    private sealed class Reading(string root)
    {
        private long _total;

        public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

        public string Header() => Text(RecordFile.Host, XmlLimit);

        public void File(string path, long limit)
        {
            if (System.IO.File.Exists(Path.Combine(root, path))) Files[path] = Text(path, limit);
        }

        public void Folder(string folder, string extension)
        {
            if (!Exists(folder)) return;
            ReadAll(folder, extension);
            MarkIfEmpty(folder);
        }

        public void Subfolders(string folder, string extension)
        {
            if (!Exists(folder)) return;
            foreach (var name in Names(folder, Directory.EnumerateDirectories))
            {
                if (Exists($"{folder}/{name}")) ReadAll($"{folder}/{name}", extension);
            }

            MarkIfEmpty(folder);
        }

        private void ReadAll(string folder, string extension)
        {
            foreach (var file in Names(folder, Directory.EnumerateFiles))
            {
                if (file.EndsWith(extension, StringComparison.Ordinal)) File($"{folder}/{file}", XmlLimit);
            }
        }

        private bool Exists(string folder)
        {
            var directory = new DirectoryInfo(Path.Combine(root, folder));
            if (directory.Exists) RefuseLink(directory);
            return directory.Exists;
        }

        private void MarkIfEmpty(string folder)
        {
            if (!Files.Keys.Any(path => path.StartsWith(folder + "/", StringComparison.Ordinal))) Files[folder + "/"] = "";
        }

        private IEnumerable<string> Names(string folder, Func<string, IEnumerable<string>> list) =>
            list(Path.Combine(root, folder))
                .Select(path => Path.GetFileName(path)!)
                .Where(name => name[0] != '.')
                .Order(StringComparer.Ordinal);

        private string Text(string path, long limit)
        {
            var file = new FileInfo(Path.Combine(root, path));
            RefuseLink(file);

            // Not opened at all: pipes and devices have no length either, and opening a pipe would wait for its writer.
            if (file.Length == 0) return "";
            _total += file.Length;
            if (file.Length > limit || _total > TotalLimit)
            {
                throw new RecordException(
                    $"{file.FullName} is too large: a recorded host may have {limit >> 20} MiB here, {TotalLimit >> 20} in all.");
            }

            using var stream = file.OpenRead();
            var bytes = new byte[file.Length];
            return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }

        private static void RefuseLink(FileSystemInfo entry)
        {
            if (entry.LinkTarget is not null)
                throw new RecordException($"{entry.FullName} is a symbolic link; a recorded host holds plain files only.");
        }
    }
}
