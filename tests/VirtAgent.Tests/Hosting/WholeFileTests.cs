using VirtAgent.Hosting;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Hosting;

public class WholeFileTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everything = (UnixFileMode)0xFFF;

    [Fact]
    public void A_file_that_is_replaced_keeps_who_may_read_it_and_loses_setuid_and_execution()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "report.html");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.SetUser | UnixFileMode.UserExecute);

        WholeFile.Write(path, "new");

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_mode_that_is_asked_for_is_never_more_than_reading_and_writing()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "metrics.prom");

        WholeFile.Write(path, "text", Everything);

        const UnixFileMode Most = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        Assert.Equal(Most, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_link_is_not_replaced_and_what_it_leads_to_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var victim = Path.Combine(folder.Path, "victim");
        var link = Path.Combine(folder.Path, "report.html");
        File.WriteAllText(victim, "mine");
        File.CreateSymbolicLink(link, victim);

        var refused = Assert.Throws<IOException>(() => WholeFile.Write(link, "new"));

        Assert.Contains("is a symbolic link", refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(victim));
    }

    [Fact]
    public void A_folder_in_which_everybody_may_replace_files_is_refused_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        var everybodys = Directory.CreateDirectory(Path.Combine(folder.Path, "everybodys")).FullName;
        File.SetUnixFileMode(everybodys, Everything & ~UnixFileMode.StickyBit);
        var path = Path.Combine(everybodys, "report.html");

        var refused = Assert.Throws<IOException>(() => WholeFile.Admit(path));

        Assert.Equal(
            $"{path} cannot be written: everybody may replace what lies in everybodys of {everybodys}; "
            + "name a place below folders that are yours or root's.",
            refused.Message);
        File.SetUnixFileMode(everybodys, Everything);
        WholeFile.Write(path, "with the sticky bit, as /tmp");
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_link_of_ours_to_a_folder_of_ours_is_followed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "a", "b"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "near"), "a/../a/b");

        WholeFile.Write(Path.Combine(folder.Path, "near", "report.html"), "text");

        Assert.True(File.Exists(Path.Combine(folder.Path, "a", "b", "report.html")));
    }
}
