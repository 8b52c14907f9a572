using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;

namespace VirtAgent.Tests.Support;

/// <summary>
/// Our own recorded hosts in <c>Hosts/</c>. They are read from the source folder and not copied beside the binary; the
/// compiler maps source paths away, so the folder is searched upward from the binary.
/// </summary>
internal static class RecordedHosts
{
    /// <summary>Names of all of them; those under truth also hold <c>truth.json</c>.</summary>
    public static readonly string[] All =
    [
        "libvirt-9.0.0-iptables", "libvirt-12.8.0-iptables", "libvirt-12.8.0-nftables",
        "lab-9.0.0-stock", "lab-9.0.0-leak",
        .. Directory.GetDirectories(PathOf("truth-9.0.0-iptables")).Order(StringComparer.Ordinal)
            .Select(folder => "truth-9.0.0-iptables/" + Path.GetFileName(folder)),
    ];

    /// <summary>The folder of <paramref name="name"/>.</summary>
    public static string PathOf(string name) => Path.Combine(Root(), "tests", "VirtAgent.Tests", "Hosts", name);

    /// <summary>Reads <paramref name="name"/>, "libvirt-9.0.0-iptables" or "truth-9.0.0-iptables/00-baseline".</summary>
    public static HostRecord Read(string name) => ReadFolder(PathOf(name));

    /// <summary>Reads a recorded host from any folder.</summary>
    public static HostRecord ReadFolder(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllText);
        foreach (var empty in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            files.TryAdd(Path.GetRelativePath(folder, empty) + "/", "");
        return new HostRecord(HostHeaderReader.Read(files[RecordFile.Host]), files);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "VirtAgent.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The test binary does not lie below VirtAgent.sln.");
        return folder.FullName;
    }
}
