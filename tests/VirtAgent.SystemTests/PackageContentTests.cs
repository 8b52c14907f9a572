using System.Text.RegularExpressions;
using System.Xml.Linq;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>What is in the packages of both architectures, as any machine can read it.</summary>
public sealed partial class PackageContentTests
{
    private const string Program = "usr/lib/virt-agent/virt-agent";

    /// <summary>8 MB: what may be downloaded for it on a host that has libvirt.</summary>
    private const long MostBytes = 8_000_000;

    [Theory]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public void The_deb_is_small(string architecture) =>
        Assert.InRange(new FileInfo(Package.Deb(architecture)).Length, 1, MostBytes);

    [Theory]
    [InlineData("amd64", "ld-linux-x86-64.so.2")]
    [InlineData("arm64", "ld-linux-aarch64.so.1")]
    public void The_program_needs_the_C_library_and_no_dotnet(string architecture, string loader)
    {
        Assert.DoesNotContain("dotnet", Command.Must(["dpkg-deb", "-f", Package.Deb(architecture), "Depends"]),
            StringComparison.OrdinalIgnoreCase);
        var dynamic = Command.Must(["readelf", "-dW", Package.Tree(architecture, Program)]);
        var needed = Needed().Matches(dynamic).Select(match => match.Groups[1].Value);
        Assert.Equal(((string[])["libc.so.6", "libm.so.6", loader]).Order(), needed.Order());
        var assemblies = Command.Must(["dpkg-deb", "-c", Package.Deb(architecture)]);
        Assert.DoesNotMatch(@"\.dll|runtimeconfig|libcoreclr", assemblies);
    }

    [Theory]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public void The_program_carries_the_runtime_that_the_project_names(string architecture)
    {
        var version = XDocument.Load(RepositoryFolder.Path("src/Directory.Build.targets"))
            .Descendants("NativeRuntimeVersion").Single().Value;
        // The compiler, which is of one version with the runtime, signs what it makes.
        Assert.Contains($".NET: ilc {version}-", Command.Must(["strings", "-a", Package.Tree(architecture, Program)]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public void The_debug_symbols_are_those_of_the_program(string architecture)
    {
        var id = BuildId().Match(Command.Must(["readelf", "-n", Package.Tree(architecture, Program)])).Groups[1].Value;
        Assert.Equal(40, id.Length);
        Assert.Contains($"/usr/lib/debug/.build-id/{id[..2]}/{id[2..]}.debug",
            Command.Must(["dpkg-deb", "-c", Package.Symbols(architecture)]), StringComparison.Ordinal);
        Assert.Equal(id, Command.Must(["dpkg-deb", "-f", Package.Symbols(architecture), "Build-Ids"]).Trim());
    }

    [GeneratedRegex(@"\(NEEDED\)\s+Shared library: \[(\S+)\]")]
    private static partial Regex Needed();

    [GeneratedRegex(@"Build ID: ([0-9a-f]+)")]
    private static partial Regex BuildId();
}
