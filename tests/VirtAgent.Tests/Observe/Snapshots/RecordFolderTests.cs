using System.Reflection;
using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Snapshots;

public class RecordFolderTests
{
    private const string HostJson = """
        {"format":1,"hostname":"kvm1","captured":"2026-01-02T03:04:05Z","uri":"qemu:///system","libvirt":"9.0.0","gaps":[]}
        """;

    [Fact]
    public void What_is_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        var record = new HostRecord(
            new HostHeader(
                "kvm1", "2026-01-02T03:04:05Z", "qemu:///system", "9.0.0", "6.1", [new Gap("nft.json", "nft is not installed.")]),
            new Dictionary<string, string>
            {
                ["links.json"] = "[]",
                ["iptables-save.txt"] = "",
                ["networks/a%2Fb.xml"] = "<network/>",
                ["ports/"] = "",
                ["domains/"] = "",
                ["dnsmasq/default.conf"] = "port=53\n",
            });

        var target = Path.Combine(folder.Path, "record");
        RecordWriter.Write(record, target);
        var again = RecordFolder.Read(target);

        Assert.Equal(record.Files.OrderBy(file => file.Key), again.Files.OrderBy(file => file.Key));
        Assert.Equal(record.Header.Gaps, again.Header.Gaps);
        Assert.Equal(record.Header with { Gaps = [] }, again.Header with { Gaps = [] });
    }

    [Fact]
    public void Every_file_that_a_record_may_have_is_read_again()
    {
        using var folder = new TemporaryFolder();
        var files = typeof(RecordFile).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!).Where(name => name.Contains('.'))
            .Where(name => name is not (RecordFile.Host or RecordFile.Inactive))
            .ToDictionary(name => name, name => $"what {name} holds");
        var target = Path.Combine(folder.Path, "record");
        RecordWriter.Write(
            new HostRecord(new HostHeader("kvm1", "2026-01-02T03:04:05Z", "qemu:///system", "9.0.0", "6.1", []), files), target);

        Assert.Equal(files.OrderBy(file => file.Key), RecordFolder.Read(target).Files.OrderBy(file => file.Key));
    }

    [Theory]
    [InlineData("libvirt-9.0.0-iptables")]
    [InlineData("libvirt-12.8.0-nftables")]
    [InlineData("truth-9.0.0-iptables/00-baseline")]
    public void A_recorded_host_survives_a_copy_byte_for_byte(string host)
    {
        using var folder = new TemporaryFolder();
        var original = RecordedHosts.PathOf(host);
        var record = RecordFolder.Read(original);
        var target = Path.Combine(folder.Path, "copy");
        RecordWriter.Write(record, target);

        Assert.NotEmpty(record.Below("networks"));
        foreach (var path in record.Files.Keys.Where(path => !path.EndsWith('/')))
            Assert.Equal(File.ReadAllBytes(Path.Combine(original, path)), File.ReadAllBytes(Path.Combine(target, path)));
        string[] known = ["*.xml", "*.txt", "*.conf", "links.json", "addresses.json", "routes*.json", "policy*.json", "nft.json"];
        Assert.Equal(
            known.Sum(pattern => Directory.GetFiles(original, pattern, SearchOption.AllDirectories).Length),
            record.Files.Keys.Count(path => !path.EndsWith('/')));
    }

    [Fact]
    public void A_folder_that_holds_something_is_not_written_to()
    {
        using var folder = new TemporaryFolder();
        folder.Write("thesis.txt", "years of work");
        var record = new HostRecord(new HostHeader("", "", "", "", "", []), new Dictionary<string, string>());
        var refusal = Assert.Throws<RecordException>(() => RecordWriter.Write(record, folder.Path));
        Assert.Contains("not an empty folder", refusal.Message);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("../escaped.txt")]
    [InlineData("networks/../../escaped.xml")]
    [InlineData("/escaped.txt")]
    public void A_name_that_leaves_the_folder_is_refused(string path)
    {
        using var folder = new TemporaryFolder();
        var record = new HostRecord(new HostHeader("", "", "", "", "", []), new Dictionary<string, string> { [path] = "x" });
        Assert.Throws<RecordException>(() => RecordWriter.Write(record, Path.Combine(folder.Path, "a", "b")));
        Assert.Empty(Directory.GetFiles(folder.Path, "escaped*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Only_expected_names_are_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("host.json", HostJson);
        folder.Write("links.json", "[]");
        folder.Write("truth.json", "{}");
        folder.Write("networks/default.xml", "<network/>");
        folder.Write("networks/default.xml.bak", "<network/>");
        folder.Write("networks/.hidden.xml", "<network/>");
        folder.Write("secrets/default.xml", "<network/>");
        Assert.Equal(["links.json", "networks/default.xml"], RecordFolder.Read(folder.Path).Files.Keys.Order());
    }

    [Theory]
    [InlineData("links.json")]
    [InlineData("host.json")]
    [InlineData("networks/a.xml")]
    [InlineData("networks")]
    [InlineData("ports/default")]
    public void A_symbolic_link_is_refused(string path)
    {
        using var folder = new TemporaryFolder();
        using var outside = new TemporaryFolder();
        outside.Write("secret.xml", HostJson);
        if (path != "host.json") folder.Write("host.json", HostJson);
        var link = Path.Combine(folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.CreateSymbolicLink(link, path.Contains('.') ? Path.Combine(outside.Path, "secret.xml") : outside.Path);
        Assert.Contains("symbolic link", Assert.Throws<RecordException>(() => RecordFolder.Read(folder.Path)).Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("/nonexistent", Assert.Throws<RecordException>(() => RecordFolder.Read("/nonexistent")).Message);

    [Fact]
    public void A_folder_without_host_json_is_no_recorded_host()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("host.json", Assert.Throws<RecordException>(() => RecordFolder.Read(folder.Path)).Message);
    }

    [Theory]
    [InlineData("{\"format\":2,\"gaps\":[]}")]
    [InlineData("{")]
    [InlineData("[]")]
    public void A_host_json_that_is_not_understood_is_refused(string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("host.json", text);
        Assert.Throws<RecordException>(() => RecordFolder.Read(folder.Path));
    }
}
