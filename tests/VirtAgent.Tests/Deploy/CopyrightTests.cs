using System.Text.Json;

namespace VirtAgent.Tests.Deploy;

public sealed class CopyrightTests
{
    // Build tools: nothing of them is in the package.
    private static readonly string[] NotShipped = ["Microsoft.NET.ILLink.Tasks"];

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
        // SQLite is a file of its own, with a paragraph of its own.
        Assert.Equal(shipped.Except([.. NotShipped, "SourceGear.sqlite3"]).Order(), named.Order());
    }

    [Fact]
    public void The_changelog_begins_with_the_version_that_is_built()
    {
        var version = typeof(VirtAgent.Cli.CommandLine).Assembly.GetName().Version!.ToString(3);
        Assert.StartsWith($"virt-agent ({version}) ", DeployFile.Text("changelog"), StringComparison.Ordinal);
    }
}
