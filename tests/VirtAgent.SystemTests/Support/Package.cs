namespace VirtAgent.SystemTests.Support;

/// <summary>The packages that <c>deploy/package</c> has made, which <c>tests/run</c> calls before the tests.</summary>
internal static class Package
{
    private const string Repack = """
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        dpkg-deb -R "$1" "$folder/tree"
        sed -i "s/^Version: .*/Version: $2/" "$folder/tree/DEBIAN/control"
        dpkg-deb --root-owner-group -Znone -b "$folder/tree" "$3"
        """;

    // What changes by itself, or with any package, is left out. Elsewhere people work, and a lab sees what they do.
    private const string Files = """
        {
            find /* -maxdepth 0
            find /etc /usr /var -xdev \( -path /var/tmp -o -path /var/log -o -path /var/cache -o -path /var/lib/dpkg \
                -o -path /var/lib/libvirt -o -path /usr/local/lib/virt-agent-lab -o -path "$1" \) -prune -o -print
        } | LC_ALL=C sort -u
        """;

    /// <summary>The path of the .deb.</summary>
    public static string Path => Deb("amd64");

    /// <summary>The same as a lab sees it.</summary>
    public static string InLab => RepositoryFolder.InLab(Path);

    /// <summary>The .deb of an architecture, as Debian calls it.</summary>
    public static string Deb(string architecture) => Find($"virt-agent_*_{architecture}.deb");

    /// <summary>The debug symbols of an architecture, as Debian calls it.</summary>
    public static string Symbols(string architecture) => Find($"virt-agent-dbgsym_*_{architecture}.deb");

    /// <summary>The .rpm of an architecture, as Fedora calls it.</summary>
    public static string Rpm(string architecture) => Find($"virt-agent-*.{architecture}.rpm");

    /// <summary>A file of the package, as it lies before it is packed.</summary>
    public static string Tree(string architecture, string file)
    {
        var path = RepositoryFolder.Path($".artifacts/package-build/{architecture}/tree/{file}");
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no {path}; make it with deploy/package.");
    }

    /// <summary>Its version.</summary>
    public static string Version => Command.Must(["dpkg-deb", "-f", Path, "Version"]).Trim();

    /// <summary>Makes the same package as <paramref name="version"/>, in the lab.</summary>
    public static void MakeVersion(Lab lab, string version, string file) => lab.Shell(Repack, InLab, version, file);

    /// <summary>The files of a lab, which a package that is purged leaves as they were.</summary>
    public static IReadOnlyList<string> FilesBeside(Lab lab) => lab.Shell(Files, RepositoryFolder.Path("")).Split('\n');

    private static string Find(string pattern)
    {
        var folder = RepositoryFolder.Path(".artifacts/package");
        var found = Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        if (found.Length != 1) Assert.Fail($"{folder} holds {found.Length} of {pattern}; make one with deploy/package.");
        return found[0];
    }
}
