using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Iptables;

/// <summary>Texts of iptables-save for tests: written on the spot, or recorded under <c>Fixtures/</c>.</summary>
internal static class IptablesTexts
{
    /// <summary>A filter table with a user chain <c>U</c> and the given lines, each without <c>-A FORWARD</c>.</summary>
    public static string Filter(params string[] rules) =>
        $"*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:U - [0:0]\n"
        + string.Concat(rules.Select(rule => $"-A FORWARD {rule}\n")) + "COMMIT\n";

    /// <summary>The only rule of such a table.</summary>
    public static Rule Rule(string rule, Family family = Family.IPv4, Backend backend = Backend.Nft) =>
        Assert.Single(IptablesSaveReader.Read(Filter(rule), family, backend).Table("filter")!.Chain("FORWARD")!.Rules);

    public static string Fixture(string name) =>
        File.ReadAllText(Path.Combine(RecordedHosts.PathOf(".."), "Readers", "Fixtures", name));

    /// <summary>A record of these files, with nothing in it beside them but what they need: empty ip6tables and nft.</summary>
    public static HostRecord Record(string iptables, string? nft = null, params (string Source, string Text)[] more)
    {
        var files = new Dictionary<string, string>
        {
            [RecordFile.Iptables] = iptables,
            [RecordFile.Ip6tables] = "",
            [RecordFile.Nft] = nft ?? EmptyNft,
        };
        foreach (var (source, text) in more) files[source] = text;
        return new HostRecord(new HostHeader("h", "2026-11-22T08:00:00Z", "qemu:///system", "9.0.0", "6.18", []), files);
    }

    public const string EmptyNft = """{"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}]}""";

    /// <summary>Table ip filter with chain U and one base chain that holds these rules.</summary>
    public static string Nft(
        string[] rules, string policy = "accept", string chain = "FORWARD", int priority = 0, string? flag = null)
    {
        var flags = flag is null ? "" : $", \"flags\": \"{flag}\"";
        var hook = $"\"hook\": \"{chain.ToLowerInvariant()}\", \"prio\": {priority}, \"policy\": \"{policy}\"";
        string[] all =
        [
            """{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}""",
            $$$"""{"table": {"family": "ip", "name": "filter", "handle": 1{{{flags}}}}}""",
            """{"chain": {"family": "ip", "table": "filter", "name": "U", "handle": 2}}""",
            $$$"""{"chain": {"family": "ip", "table": "filter", "name": "{{{chain}}}", "handle": 3, "type": "filter", {{{hook}}}}}""",
            .. rules.Select(rule => $$$"""{"rule": {"family": "ip", "table": "filter", "chain": "{{{chain}}}", "handle": 5, "expr": [{{{rule}}}]}}"""),
        ];
        return $$$"""{"nftables": [{{{string.Join(", ", all)}}}]}""";
    }
}
