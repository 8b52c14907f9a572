using VirtAgent.Configuration;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Configuration;

public sealed class WaiverFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_not_there_has_none() => Assert.Empty(new WaiverFolder(_folder.Path + "/none").Read(Now).All);

    [Fact]
    public void Files_that_come_change_and_go_are_noticed()
    {
        var folder = new WaiverFolder(_folder.Path);
        Assert.Empty(folder.Read(Now).All);
        var file = Write("a.json", "ann");
        Assert.Equal("ann", Assert.Single(folder.Read(Now).All).Owner);
        Assert.Same(folder.Read(Now), folder.Read(Now));
        Write("a.json", "anna");
        Assert.Equal("anna", Assert.Single(folder.Read(Now).All).Owner);
        _folder.Write("notes.txt", "not one of them");
        File.Delete(file);
        Assert.Empty(folder.Read(Now).All);
    }

    [Fact]
    public void One_that_is_broken_costs_no_other()
    {
        Write("a.json", "ann");
        var broken = _folder.Write("b.json", "{");
        var large = _folder.Write("c.json", new string(' ', 70_000));
        var waivers = new WaiverFolder(_folder.Path).Read(Now);
        Assert.Single(waivers.All);
        Assert.Equal([broken, large], waivers.Broken.Select(one => one.File));
    }

    [Fact]
    public void It_lies_beside_the_configuration()
    {
        Assert.Equal("/etc/virt-agent/waivers.d", WaiverFolder.Beside(null));
        Assert.Equal("/srv/waivers.d", WaiverFolder.Beside("/srv/agent.json"));
    }

    private string Write(string name, string owner) => _folder.Write(name, $$"""
        {"code":"forward-leak","network":"iso","subject":"x","owner":"{{owner}}","reason":"A test.","expires":"2026-12-31"}
        """);
}
