using System.Text.Json;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Draws edits as nft makes them, in tables of iptables and in native ones, several in one transaction.</summary>
internal sealed class NftEditor(Random random)
{
    private static readonly string[] Hooks = ["prerouting", "input", "forward", "forward", "forward", "output", "postrouting"];
    private static readonly string[] Policies = ["accept", "drop"];
    private static readonly string[] Conditions =
    [
        "", "iifname \"virbr1\"", "oifname \"virbr2\"", "meta mark 1", "tcp dport 443", "ct state established,related",
        "meta l4proto udp",
    ];

    private int _named;

    /// <summary>Up to six edits in one transaction.</summary>
    public RulesetEdit Draw(RulesetState state)
    {
        List<JsonElement> rules = state.Objects("rule"), chains = state.Objects("chain"), tables = state.Objects("table");
        var lines = new List<string>();
        for (var i = random.Next(1, 7); i > 0; i--) lines.AddRange(Edit(rules, chains, tables, state));
        return new RulesetEdit("nft", ["-f", "-"], string.Join('\n', lines) + "\n", lines.Count);
    }

    /// <summary>Takes all there is.</summary>
    public static RulesetEdit Flush => new("nft", ["flush", "ruleset"], "", 1);

    private IEnumerable<string> Edit(
        List<JsonElement> rules, List<JsonElement> chains, List<JsonElement> tables, RulesetState state)
    {
        var kind = random.Next(16);
        if (kind < 5 && rules.Count > 0)
        {
            var rule = random.Pick(rules);
            rules.Remove(rule);
            var chain = $"{Place(rule)} {rule.GetProperty("chain")}";
            var handle = rule.GetProperty("handle");
            return kind switch
            {
                < 2 => [$"replace rule {chain} handle {handle} {Statements(rule, state)}"],
                2 => [$"delete rule {chain} handle {handle}"],
                _ => [$"{random.Pick(["insert", "add"])} rule {chain} position {handle} {Statements(rule, state)}"],
            };
        }

        if (kind < 8 && chains.Count > 0)
        {
            var chain = random.Pick(chains);
            return [$"add rule {Place(chain)} {chain.GetProperty("name")} {Statements(chain, state)}"];
        }

        if (kind < 12 && tables.Count > 0) return OfTable(random.Pick(tables), chains, state);
        var family = random.Pick(["inet", "ip", "ip6", "bridge"]);
        var name = $"t{random.Next(3)}";
        var hook = $"type filter hook {random.Pick(Hooks)} priority {random.Next(-310, 310)}; policy {random.Pick(Policies)};";
        return [$"add table {family} {name}", $"add chain {family} {name} base{_named++} {{ {hook} }}"];
    }

    private IEnumerable<string> OfTable(JsonElement table, List<JsonElement> chains, RulesetState state)
    {
        var place = Place(table);
        var hasSet = HasSet(place, state);
        var own = chains.Where(chain => Place(chain) == place).Select(chain => $"{chain.GetProperty("name")}").ToList();
        switch (random.Next(9))
        {
            case 0:
                return [$"add table {place} {{ flags dormant; }}"];
            case 1:
                return [$"add table {place} {{ }}"];
            case 2 when own.Count > 0:
                return [$"rename chain {place} {random.Pick(own)} n{_named++}"];
            case 3 when own.Count > 0:
                return [$"flush chain {place} {random.Pick(own)}"];
            case 4 when own.Count > 0:
                return [$"delete chain {place} {random.Pick(own)}"];
            case 5:
                return
                [
                    $"add set {place} s {{ type ipv4_addr; flags interval; }}",
                    $"add element {place} s {{ 10.{random.Next(256)}.0.0/16 }}",
                ];
            case 7 when random.Chance(0.5):
                return
                [
                    $"delete table {place}", $"add table {place}",
                    $"add chain {place} FORWARD {{ type filter hook forward priority 0; policy {random.Pick(Policies)}; }}",
                ];
            case 6 when hasSet:
                return [$"flush set {place} s"];
            default:
                return [$"add chain {place} n{_named++}"];
        }
    }

    private string Statements(JsonElement of, RulesetState state)
    {
        var isV4 = of.GetProperty("family").GetString() is "ip" or "inet";
        var condition = HasSet(Place(of), state) && isV4 && random.Chance(0.4) ? "ip daddr @s"
            : isV4 && random.Chance(0.2) ? $"ip saddr 192.168.{random.Next(120, 126)}.0/24" : random.Pick(Conditions);
        var comment = random.Chance(0.1) ? " comment \"c\"" : "";
        var counter = random.Chance(0.8) ? " counter" : "";
        return $"{condition}{counter} {random.Pick(["accept", "drop", "drop", "return"])}{comment}".Trim();
    }

    private static bool HasSet(string place, RulesetState state) =>
        state.Objects("set").Exists(set => Place(set) == place && set.GetProperty("name").GetString() == "s");

    private static string Place(JsonElement of) =>
        $"{of.GetProperty("family")} {(of.TryGetProperty("table", out var table) ? table : of.GetProperty("name"))}";
}
