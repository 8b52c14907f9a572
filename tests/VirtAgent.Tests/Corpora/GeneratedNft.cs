using System.Text.Json.Nodes;

namespace VirtAgent.Tests.Corpora;

/// <summary>
/// A ruleset as <c>nft -j list ruleset</c> prints it (libnftables-json(5)): tables of every family, base chains and others, sets,
/// maps and stateful objects, and rules of every statement. The same seed makes the same text.
/// </summary>
internal sealed class GeneratedNft
{
    private static readonly string[] Families = ["ip", "ip6", "inet", "arp", "bridge", "netdev"];

    private static readonly string[] Matches =
    [
        """{"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"eth0"}}""",
        """{"match":{"op":"!=","left":{"meta":{"key":"oifname"}},"right":{"set":["vnet*","br-lan"]}}}""",
        """{"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":{"range":[1,1024]}}}""",
        """
        {"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"prefix":{"addr":"10.0.0.0","len":8}}}}
        """,
        """{"match":{"op":"!=","left":{"payload":{"protocol":"ip6","field":"daddr"}},"right":"fd00::1"}}""",
        """{"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["established","related"]}}""",
        """{"match":{"op":"==","left":{"ct":{"key":"mark"}},"right":5}}""",
        """{"match":{"op":"==","left":{"fib":{"result":"type","flags":["daddr","iif"]}},"right":"local"}}""",
        """{"match":{"op":"==","left":{"fib":{"result":"oif","flags":["saddr","iif"]}},"right":false}}""",
        """
        {"match":{"op":"==","left":{"concat":[{"meta":{"key":"mark"}},{"payload":{"protocol":"udp","field":"sport"}}]},"right":"@s"}}
        """,
        """{"match":{"op":"==","left":{"&":[{"meta":{"key":"mark"}},255]},"right":16}}""",
        """{"match":{"op":"==","left":{"payload":{"base":"th","offset":0,"len":16}},"right":53}}""",
        """{"match":{"op":"==","left":{"exthdr":{"name":"frag","field":"frag-off"}},"right":0}}""",
    ];

    private static readonly string[] Statements =
    [
        """{"counter":{"packets":3,"bytes":180}}""", """{"counter":"named"}""", """{"counter":null}""",
        """{"log":{"prefix":"she said \"no\" \\ ","level":"info","flags":"all"}}""", """{"log":null}""",
        """{"limit":{"rate":5,"burst":10,"per":"minute","inv":true}}""", """{"quota":{"val":5,"val_unit":"mbytes"}}""",
        """{"mangle":{"key":{"meta":{"key":"mark"}},"value":{"|":[{"meta":{"key":"mark"}},1]}}}""",
        """{"set":{"op":"add","elem":{"payload":{"protocol":"ip","field":"saddr"}},"set":"@s","stmt":[{"counter":null}]}}""",
        """{"xt":{"type":"match","name":"comment"}}""", """{"xt":null}""", """{"notrack":null}""",
        """{"flow":{"op":"add","flowtable":"@f"}}""",
        """{"ct helper":"ftp-standard"}""", """{"tproxy":{"port":1234}}""", """{"dup":{"addr":"192.0.2.1","dev":"eth0"}}""",
    ];

    private static readonly string[] Verdicts =
    [
        """{"accept":null}""", """{"drop":null}""", """{"return":null}""", """{"continue":null}""",
        """{"queue":{"num":1,"flags":"bypass"}}""",
        """{"reject":{"type":"icmpx","expr":"admin-prohibited"}}""", """{"reject":null}""", """{"jump":{"target":"own"}}""",
        """{"goto":{"target":"own"}}""", """{"masquerade":null}""",
        """{"masquerade":{"port":{"range":[1024,65535]},"flags":["random"]}}""",
        """{"snat":{"addr":"192.0.2.1"}}""", """{"dnat":{"family":"ip","addr":{"range":["192.0.2.1","192.0.2.9"]},"port":80}}""",
        """{"dnat":{"addr":{"map":{"key":{"payload":{"protocol":"tcp","field":"dport"}},"data":"@map1"}}}}""",
        """{"redirect":{"port":8080}}""",
        """
        {"vmap":{"key":{"meta":{"key":"iifname"}},"data":{"set":[["eth0",{"jump":{"target":"own"}}],["lo",{"accept":null}]]}}}
        """,
        """{"vmap":{"key":{"ct":{"key":"state"}},"data":"@map1"}}""",
    ];

    private readonly Random _random;
    private int _handle;

    /// <param name="seed">Of its random numbers.</param>
    public GeneratedNft(int seed)
    {
        _random = new Random(seed);
        var entries = new JsonArray(
            JsonNode.Parse("""{"metainfo":{"version":"1.0.6","release_name":"Lester Gooch #5","json_schema_version":1}}"""));
        foreach (var family in Families)
            foreach (var entry in Table(family)) entries.Add(entry);
        Text = new JsonObject { ["nftables"] = entries }.ToJsonString();
    }

    /// <summary>What nft printed.</summary>
    public string Text { get; }

    /// <summary>The names of the statements of each rule, in order.</summary>
    public List<string[]> Rules { get; } = [];

    private IEnumerable<JsonNode> Table(string family)
    {
        yield return Listed("table", family, _random.Next(3) == 0 ? """ "flags":"dormant" """ : null);
        yield return Listed("set", family, """
            "name":"s","type":["ipv4_addr","inet_service"],"flags":["interval"],"size":9,"elem":[{"concat":["192.0.2.1",5]}]
            """);
        yield return Listed("map", family, """
            "name":"map1","type":"inet_service","map":"verdict","elem":[[5,{"jump":{"target":"own"}}],[6,{"drop":null}]]
            """);
        yield return Listed("counter", family, """ "name":"named","packets":1,"bytes":60 """);
        yield return Listed("flowtable", family, """ "name":"f","hook":"ingress","prio":0,"dev":["eth0"] """);
        yield return Listed("ct helper", family, """ "name":"ftp-standard","type":"ftp","protocol":"tcp","l3proto":"ip" """);
        foreach (var chain in (string[])["input", "forward", "own"])
        {
            var place = $$""" ,"type":"filter","hook":"{{chain}}","prio":{{_random.Next(-300, 300)}},"policy":"drop" """;
            var hook = chain == "own" ? "" : place;
            yield return Listed("chain", family, $$""" "name":"{{chain}}"{{hook}} """);
        }

        foreach (var chain in (string[])["input", "forward", "own"])
            for (var rule = 0; rule < 12; rule++) yield return Rule(family, chain);
    }

    private JsonObject Rule(string family, string chain)
    {
        var texts = Some(Matches, 4).Concat(Some(Statements, 3)).Concat(Some(Verdicts, 2));
        var expressions = new JsonArray([.. texts.Select(text => JsonNode.Parse(text))]);
        Rules.Add([.. expressions.Select(expression => expression!.AsObject().First().Key)]);
        var rule = Listed("rule", family, $$""" "chain":"{{chain}}" """);
        rule["rule"]!["expr"] = expressions;
        if (_random.Next(2) == 0) rule["rule"]!["comment"] = "it's \"so\" \\ <Zürich>";
        return rule;
    }

    private JsonObject Listed(string kind, string family, string? more)
    {
        var listed = JsonNode.Parse("{" + more + "}")!.AsObject();
        listed.Insert(0, "handle", ++_handle);
        listed.Insert(0, kind == "table" ? "name" : "table", "t");
        listed.Insert(0, "family", family);
        return new JsonObject { [kind] = listed };
    }

    private string[] Some(string[] texts, int fewerThan) => _random.GetItems(texts, _random.Next(fewerThan));
}
