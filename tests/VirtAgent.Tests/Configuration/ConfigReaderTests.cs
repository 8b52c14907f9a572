using VirtAgent.Configuration;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Configuration;

public sealed class ConfigReaderTests : IDisposable
{
    private const string Main = "virt-agent.json";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_drop_in_replaces_what_the_file_says_in_the_order_of_their_names()
    {
        var path = _folder.Write(Main, """{ "resync": "10s", "bus": { "enabled": false } }""");
        _folder.Write("virt-agent.json.d/10-first.json", """{ "resync": "20s" }""");
        var last = _folder.Write("virt-agent.json.d/20-second.json", """{ "resync": "2m", }  // a trailing comma is forgiven""");

        var config = ConfigReader.Read(path);

        Assert.Equal(TimeSpan.FromMinutes(2), config.Settings.Resync);
        Assert.False(config.Settings.Bus);
        Assert.Equal((last, path), (config.Origins["resync"], config.Origins["bus.enabled"]));
        Assert.False(config.Origins.ContainsKey("uri"));
    }

    [Fact]
    public void All_mistakes_of_all_files_are_told_at_once()
    {
        var path = _folder.Write(Main, """{ "resync": "soon", "webhook": { "uri": "https://a.example/" } }""");
        var broken = _folder.Write("virt-agent.json.d/a.json", """{ "bus": """);

        var problems = Assert.Throws<ConfigException>(() => ConfigReader.Read(path)).Problems;

        Assert.Equal(3, problems.Count);
        Assert.StartsWith($"{path}: resync has to be a time", problems[0], StringComparison.Ordinal);
        Assert.StartsWith($"{path}: webhook.uri is not known", problems[1], StringComparison.Ordinal);
        Assert.StartsWith($"{broken} is not JSON", problems[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "resync": "0s" }""", "resync")]
    [InlineData("""{ "uri": "qemu+ssh://elsewhere/system" }""", "another host")]
    [InlineData("""{ "ledger": { "keep": "1h" } }""", "ledger.keep")]
    [InlineData("""{ "ledger": { "bytes": 4096 } }""", "ledger.bytes")]
    [InlineData("""{ "metrics": { "file": "/var/lib/metrics/virt-agent.txt" } }""", ".prom")]
    [InlineData("""{ "metrics": { "file": "virt-agent.prom" } }""", "absolute")]
    [InlineData("""{ "endpoint": { "listen": "0.0.0.0:9000" } }""", "endpoint")]
    [InlineData("[]", "the document")]
    public void A_value_that_cannot_be_used_is_refused_by_name(string text, string name) =>
        Assert.Contains(name, Assert.Throws<ConfigException>(() => ConfigReader.Read(_folder.Write(Main, text))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_file_that_was_asked_for_has_to_be_there() =>
        Assert.Contains("does not exist", Assert.Throws<ConfigException>(() =>
            ConfigReader.Read(Path.Combine(_folder.Path, Main))).Message, StringComparison.Ordinal);
}
