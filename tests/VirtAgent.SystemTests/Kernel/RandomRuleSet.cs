using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// A random ruleset for iptables-restore or ip6tables-restore: 5-25 rules over all tables and hooks that a forwarded packet
/// passes, with user chains that jump, go to and return.
/// </summary>
internal sealed class RandomRuleSet
{
    private static readonly (string Table, string[] Hooks, int Weight)[] Tables =
    [
        ("raw", ["PREROUTING"], 3), ("mangle", ["PREROUTING", "FORWARD", "POSTROUTING"], 6),
        ("nat", ["PREROUTING", "POSTROUTING"], 3),
        ("filter", ["FORWARD"], 12), ("security", ["FORWARD"], 2),
    ];

    private static readonly string[] MarkOptions = ["--set-mark", "--set-xmark", "--or-mark", "--and-mark", "--xor-mark"];

    private readonly Random _random;
    private readonly Family _family;
    private readonly RandomMatches _matches;
    private readonly bool _withUnmodelled;

    /// <summary>Draws a ruleset.</summary>
    public RandomRuleSet(Random random, Family family, bool withUnmodelled)
    {
        _random = random;
        _family = family;
        _withUnmodelled = withUnmodelled;
        Atoms = new Atoms(random, family);
        _matches = new RandomMatches(random, family, Atoms, withUnmodelled);
        Text = string.Concat(SharesOfRules().Zip(Tables, (count, table) => Table(table.Table, table.Hooks, count)));
    }

    /// <summary>Input of iptables-restore; holds every table, so that nothing of an earlier one stays.</summary>
    public string Text { get; }

    /// <summary>What its rules speak of.</summary>
    public Atoms Atoms { get; }

    private int[] SharesOfRules()
    {
        var shares = new int[Tables.Length];
        var weights = Tables.SelectMany((table, index) => Enumerable.Repeat(index, table.Weight)).ToList();
        for (var rules = 5 + _random.Next(21); rules > 0; rules--) shares[_random.Pick(weights)]++;
        return shares;
    }

    private string Table(string table, string[] hooks, int count)
    {
        var text = new StringBuilder($"*{table}\n");
        foreach (var hook in hooks)
            text.Append($":{hook} {(table != "nat" && _random.Chance(0.06) ? "DROP" : "ACCEPT")} [0:0]\n");
        // nat: what may stand in a chain depends on the hook it is entered from, so each hook has chains of its own.
        var groups = table == "nat" ? hooks.Select(hook => new[] { hook }).ToArray() : [hooks];
        var chains = groups.Select(group => (Hooks: group, Users: UserChains(table, group, count))).ToList();
        foreach (var user in chains.SelectMany(group => group.Users)) text.Append($":{user} - [0:0]\n");
        for (; count > 0; count--)
        {
            var (entries, users) = _random.Pick(chains);
            var at = _random.Next(-entries.Length, users.Count);
            var hook = at < 0 ? entries[^-at] : entries.Length == 1 ? entries[0] : null;
            text.Append($"-A {(at < 0 ? hook : users[at])} {Rule(table, hook, users.Skip(Math.Max(at, -1) + 1).ToList())}\n");
        }

        return text.Append("COMMIT\n").ToString();
    }

    private List<string> UserChains(string table, string[] hooks, int count) =>
        [.. Enumerable.Range(0, count < 3 ? 0 : _random.Next(4))
            .Select(index => $"{table}{(hooks.Length == 1 ? hooks[0][..2] : "")}_{index}")];

    // Chains may only call later ones: the kernel refuses loops.
    private string Rule(string table, string? hook, List<string> callable)
    {
        if (table == "nat" && _random.Chance(0.6)) return Translation(hook!);
        var target = callable.Count > 0 && _random.Chance(0.4)
            ? $"{(_random.Chance(0.3) ? "-g" : "-j")} {_random.Pick(callable)}"
            : Target(table, hook);
        var protocol = target.Contains("tcp-reset", StringComparison.Ordinal) ? "tcp" : null;
        var conditions = _matches.Draw(hook, protocol);
        // A rule for everything leaves those behind it without work: such are drawn a second time.
        if (conditions.Length == 0) conditions = _matches.Draw(hook, protocol);
        return $"{conditions} {target}".Trim();
    }

    private string Target(string table, string? hook)
    {
        var plain = new List<string> { "-j ACCEPT", "-j ACCEPT", "-j RETURN", "" };
        if (table != "nat") plain.AddRange(["-j DROP", "-j DROP", "-j DROP"]);
        if (table == "filter") plain.AddRange(["-j REJECT", "-j REJECT --reject-with tcp-reset"]);
        if (table == "mangle" || _random.Chance(0.1)) plain.AddRange([MarkTarget(), MarkTarget(), MarkTarget()]);
        if (table == "raw") plain.AddRange(["-j NOTRACK", "-j CT --notrack", "-j CT --notrack"]);
        if (_withUnmodelled && table == "mangle")
            plain.AddRange(["-j CONNMARK --restore-mark", "-j DSCP --set-dscp 0x08", "-j LOG", $"-j TEE --gateway {Atoms.Host}"]);
        if (_withUnmodelled && table != "nat")
            plain.Add(_random.Pick(["-j NFQUEUE --queue-num 7", "-j NFQUEUE --queue-num 7 --queue-bypass"]));
        return _random.Pick(plain);
    }

    private string MarkTarget() => "-j MARK " + _random.Pick(MarkOptions) switch
    {
        "--set-mark" => "--set-mark " + _matches.Mark(),
        "--set-xmark" => "--set-xmark " + _matches.Mark(),
        var bits => $"{bits} {_random.Pick(["0x1", "0x10", "0xfffffffe", "0x80000001"])}",
    };

    private string Translation(string hook)
    {
        if (hook == "POSTROUTING")
        {
            string[] ends = ["-j MASQUERADE", "-j ACCEPT", "-j RETURN", $"-j SNAT --to-source {Atoms.Host}"];
            return $"{_matches.Draw(hook)} {_random.Pick(ends)}";
        }

        var protocol = _random.Pick(["tcp", "udp", null]);
        var host = Atoms.Host;
        var address = protocol is null ? $"{host}" : _family == Family.IPv4 ? $"{host}:{Port()}" : $"[{host}]:{Port()}";
        var target = _random.Next(_withUnmodelled ? 9 : 5) switch
        {
            5 when protocol is not null => $"-j DNAT --to-destination :{Port()}-65535",
            6 => $"-j DNAT --to-destination {Atoms.AddressRange}",
            8 when protocol is not null => $"-j DNAT --to-destination :{Port()}-65535/{Port()}",
            7 => $"-j NETMAP --to {(_family == Family.IPv4 ? "198.51.100.0/24" : "2001:db8::/64")}",
            0 => "-j REDIRECT",
            1 when protocol is not null => $"-j DNAT --to-destination :{Port()}",
            2 => $"-j DNAT --to-destination {host}",
            _ => $"-j DNAT --to-destination {address}",
        };
        return $"{_matches.Draw(hook, protocol)} {target}";

        int Port() => Math.Max((int)Atoms.Port, 1);
    }
}
