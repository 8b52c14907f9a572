using System.IO.Compression;
using System.Xml.Linq;
using VirtAgent.Interop.Libvirt;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Interop;

/// <summary>VirtAgent.Interop as the package that others use.</summary>
public class PackageTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Interop");

    [Fact]
    public void Its_public_api_changes_only_together_with_the_file_that_lists_it()
    {
        var listed = File.ReadAllLines(Path.Combine(Folder, "PublicApi.txt"));
        var now = PublicApi.Of(typeof(LibvirtConnection).Assembly);
        var written = Path.Combine(Folder, "PublicApi.now.txt");
        File.WriteAllLines(written, now);
        var changes = now.Except(listed).Select(line => $"+ {line}").Concat(listed.Except(now).Select(line => $"- {line}"));
        var text = string.Join('\n', changes);
        Assert.True(text == "", $"Copy {written} to tests/VirtAgent.Tests/Interop/PublicApi.txt if this is meant:\n{text}");
    }

    [Fact]
    public void No_pointer_and_no_handle_as_a_number_is_in_it() =>
        Assert.Empty(PublicApi.Unsafe(typeof(LibvirtConnection).Assembly));

    [Fact]
    public void The_example_of_its_readme_is_one_that_compiles()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var example = readme.Split("```csharp\n")[1].Split("```")[0].TrimEnd();
        var compiled = File.ReadAllText(Path.Combine(Folder, "ReadmeExample.cs"));
        Assert.Contains(example.ReplaceLineEndings("\n        "), compiled, StringComparison.Ordinal);
    }

    [Fact]
    public void It_packs_with_its_readme_its_documentation_and_no_dependency()
    {
        using var folder = new TemporaryFolder();
        NativeFolder.Pack(folder.Path);
        using var package = ZipFile.OpenRead(Assert.Single(Directory.EnumerateFiles(folder.Path, "*.nupkg")));
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("README.md", names);
        Assert.Equal(
            ["lib/net10.0/VirtAgent.Interop.dll", "lib/net10.0/VirtAgent.Interop.xml"],
            names.Where(name => name.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        using var specification = package.GetEntry("VirtAgent.Interop.nuspec")!.Open();
        var elements = XDocument.Load(specification).Descendants()
            .ToLookup(element => element.Name.LocalName, element => element.Value);
        Assert.Equal("VirtAgent.Interop", Assert.Single(elements["id"]));
        Assert.Equal("README.md", Assert.Single(elements["readme"]));
        Assert.Equal("Apache-2.0", Assert.Single(elements["license"]));
        Assert.Empty(elements["dependency"]);
    }
}
