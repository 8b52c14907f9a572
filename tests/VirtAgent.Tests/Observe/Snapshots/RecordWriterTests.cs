using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Snapshots;

public class RecordWriterTests
{
    private static readonly HostRecord Record = new(
        new HostHeader("kvm1", "2026-01-02T03:04:05Z", "qemu:///system", "9.0.0", "6.1", []),
        new Dictionary<string, string> { ["links.json"] = "[]", ["ports/network1/u.xml"] = "<networkport/>", ["domains/"] = "" });

    [Fact]
    public void Everything_in_a_record_is_its_owners_alone()
    {
        using var folder = new TemporaryFolder();
        var record = Path.Combine(folder.Path, "new", "record");

        RecordWriter.Write(Record, record);

        const UnixFileMode Files = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var file in Directory.GetFiles(record, "*", SearchOption.AllDirectories))
            Assert.Equal(Files, File.GetUnixFileMode(file));
        foreach (var inner in Directory.GetDirectories(folder.Path, "*", SearchOption.AllDirectories))
            Assert.Equal(Files | UnixFileMode.UserExecute, File.GetUnixFileMode(inner));
        Assert.Equal(["new"], Directory.GetFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void A_record_that_fails_half_way_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var files = new Dictionary<string, string> { ["domains/a.xml"] = "", [new string('x', 300)] = "" };
        var tooLong = Record with { Files = files };

        Assert.Throws<RecordException>(() => RecordWriter.Write(tooLong, Path.Combine(folder.Path, "record")));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
