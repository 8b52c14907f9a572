using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Draws edits as iptables and ip6tables make them, most of which the ruleset as it is allows.</summary>
internal sealed class IptablesEditor(Random random)
{
    private static readonly (string Table, string[] BuiltIn)[] Tables =
    [
        ("filter", ["INPUT", "FORWARD", "FORWARD", "FORWARD", "OUTPUT"]), ("filter", ["FORWARD"]), ("filter", ["FORWARD"]),
        ("mangle", ["PREROUTING", "FORWARD", "POSTROUTING"]), ("nat", ["PREROUTING", "POSTROUTING"]), ("raw", ["PREROUTING"]),
        ("security", ["FORWARD"]),
    ];

    private int _named;

    /// <summary>Up to eighty edits in one commit, mostly few, or one of a kind that only the tool itself makes.</summary>
    public RulesetEdit Draw(RulesetState state)
    {
        var family = random.Chance(0.6) ? Family.IPv4 : Family.IPv6;
        var tool = family == Family.IPv4 ? "iptables-nft" : "ip6tables-nft";
        var (table, builtIn) = random.Pick(Tables);
        var chains = state.Chains(family, table);
        foreach (var chain in builtIn) chains.TryAdd(chain, 0);
        var own = chains.Keys.Where(chain => char.IsAsciiLetterLower(chain[0])).ToList();
        if (own.Count > 0 && random.Chance(0.08))
        {
            var name = random.Pick(own);
            string[] command = random.Chance(0.5) ? ["-E", name, $"c{_named++}"] : ["-X", name];
            return new RulesetEdit(tool, ["-w", "-t", table, .. command], "", 1);
        }

        var count = random.Next(1, random.Chance(0.3) ? 81 : 13);
        var lines = Enumerable.Range(0, count).Select(_ => Line(family, table, builtIn, chains, own)).ToList();
        var text = $"*{table}\n{string.Join('\n', lines)}\nCOMMIT\n";
        return new RulesetEdit(tool + "-restore", ["-w", "--noflush"], text, lines.Count);
    }

    private string Line(Family family, string table, string[] builtIn, Dictionary<string, int> chains, List<string> own)
    {
        var chain = own.Count > 0 && random.Chance(0.3) ? random.Pick(own) : random.Pick(builtIn);
        var count = chains[chain];
        switch (random.Next(20))
        {
            case 0 when own.Count < 4:
                var name = $"c{_named++}";
                own.Add(name);
                chains[name] = 0;
                return $"-N {name}";
            case 1:
                chains[chain] = 0;
                return $"-F {chain}";
            case 2 when table is "filter" && !own.Contains(chain):
                return $"-P {chain} {random.Pick(["ACCEPT", "DROP"])}";
            case < 7 when count > 0:
                chains[chain]--;
                return $"-D {chain} {random.Next(1, count + 1)}";
            case < 13 when count > 0:
                return $"-R {chain} {random.Next(1, count + 1)} {Rule(family, table, chain, own)}";
            case < 17:
                chains[chain]++;
                return $"-I {chain} {random.Next(1, count + 2)} {Rule(family, table, chain, own)}";
            default:
                chains[chain]++;
                return $"-A {chain} {Rule(family, table, chain, own)}";
        }
    }

    private string Rule(Family family, string table, string chain, List<string> own)
    {
        var isV4 = family == Family.IPv4;
        string[] conditions =
        [
            "", $"-s {(isV4 ? "192.168.124.0/24" : "fd00:2::/64")}", $"! -d {(isV4 ? "10.0.0.0/8" : "fd00:ee::/64")}",
            "-p tcp --dport 443", "-p udp ! --sport 5", "-p tcp --syn", "-p tcp -m multiport --dports 1,2", "-m mark --mark 1/3",
            "-m comment --comment \"a b\"",
            "-m conntrack --ctstate RELATED,ESTABLISHED", "-m addrtype --dst-type LOCAL", isV4 ? "-p icmp" : "-p ipv6-icmp",
            "-m length --length 0:40", "-m limit --limit 5/min",
            // Not understood without the tools.
            .. random.Chance(0.05) ? ["-m string --string x --algo bm", "-m recent --name r --rcheck"] : Array.Empty<string>(),
        ];
        var device = (chain is "POSTROUTING" or "OUTPUT", random.Next(4)) switch
        {
            (false, 0) => $"-i virbr{random.Next(3)} ",
            (false, 1) => "! -i virbr1 ",
            (true, 0) => $"-o virbr{random.Next(3)} ",
            _ => chain == "FORWARD" && random.Chance(0.3) ? "-o virbr+ " : "",
        };
        // A chain jumps to none that is older, so that none is reached from itself.
        var callees = own.Skip(own.IndexOf(chain) + 1).ToList();
        var targets = table switch
        {
            "nat" => chain switch
            {
                "PREROUTING" => [$"DNAT --to-destination {(isV4 ? "10.2.0.50" : "fd00:2::50")}", "ACCEPT"],
                "POSTROUTING" => (string[])["MASQUERADE", "RETURN"],
                _ => ["ACCEPT", "RETURN"],
            },
            "mangle" => ["MARK --set-mark 1", "MARK --set-xmark 0x10/0xf0", "DROP", "ACCEPT"],
            "raw" => ["CT --notrack", "DROP", "ACCEPT"],
            "security" => ["DROP", "ACCEPT", "RETURN"],
            _ => ["ACCEPT", "ACCEPT", "DROP", "RETURN", "REJECT", "LOG --log-prefix \"x y\""],
        };
        var jumps = callees.Count > 0 && random.Chance(0.3);
        var end = jumps ? $"{random.Pick(["-j", "-j", "-g"])} {random.Pick(callees)}" : $"-j {random.Pick(targets)}";
        return $"{device}{random.Pick(conditions)} {end}";
    }
}
