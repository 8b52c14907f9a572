using System.Text.Json;

namespace VirtAgent.Tests.Deploy;

public sealed class CopyrightTests
{
    // Build tools, of which nothing is in the package but the runtime; and SQLite, a file of its own with a paragraph of its own.
    private static readonly string[] NotListed =
    [
        "Microsoft.NET.ILLink.Tasks", "Microsoft.DotNet.ILCompiler", "runtime.linux-arm64.Microsoft.DotNet.ILCompiler",
        "runtime.linux-x64.Microsoft.DotNet.ILCompiler", "SQLite",
    ];

    [Fact]
    public void Every_library_that_ships_is_named_and_no_other()
    {
        using var lockFile = JsonDocument.Parse(DeployFile.Text("packages.lock.json"));
        var shipped =
            from framework in lockFile.RootElement.GetProperty("dependencies").EnumerateObject()
            from package in framework.Value.EnumerateObject()
            where package.Value.GetProperty("type").GetString() != "Project"
            select package.Name;
        var named = DeployFile.Text("copyright").Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal))
            .Select(line => line.Trim()).Where(name => !name.EndsWith("(the .NET runtime)", StringComparison.Ordinal));
        Assert.Equal(shipped.Except(NotListed).Order(), named.Order());
    }

    [Fact]
    public void The_changelog_begins_with_the_version_that_is_built()
    {
        var version = typeof(VirtAgent.Cli.CommandLine).Assembly.GetName().Version!.ToString(3);
        Assert.StartsWith($"virt-agent ({version}) ", DeployFile.Text("changelog"), StringComparison.Ordinal);
    }
}
