using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Random changes of a ruleset, as input of iptables-restore --noflush.</summary>
internal sealed class RandomChanges(Random random, Family family)
{
    private readonly List<string> _chains = [];
    private int _named;
    private int _rules;

    /// <summary>One to three commits.</summary>
    public IEnumerable<string> Draw() => Enumerable.Range(0, 1 + random.Next(3)).SelectMany(_ => Commits()).ToList();

    private string[] Commits() => random.Next(10) switch
    {
        0 => [.. Commit($"-I FORWARD {Conditions()} -j {Target()}"), .. Commit($"-R FORWARD 1 {Conditions()} -j {Target()}")],
        1 => [.. Commit($"-I FORWARD {Conditions()} -j {Target()}"), .. Commit("-D FORWARD 1")],
        _ => [Commit()],
    };

    private static string[] Commit(string line) => [$"*filter\n{line}\nCOMMIT\n"];

    private string Commit() => random.Next(10) switch
    {
        // Fills chains that are there and adds new ones; those that it names are emptied first.
        0 => new RandomRuleSet(random, family, withUnmodelled: random.Chance(0.2)).Text,
        1 or 2 => $"*filter\n{NewChain()}\nCOMMIT\n",
        3 when _chains.Count > 0 => $"*filter\n{NoChain()}\nCOMMIT\n",
        4 => $"*filter\n-F FORWARD\n-A FORWARD -j ACCEPT\n-A FORWARD -j DROP\nCOMMIT\n",
        5 => $"*filter\n:FORWARD {(random.Chance(0.5) ? "DROP" : "ACCEPT")} [0:0]\nCOMMIT\n",
        6 => $"*mangle\n-A FORWARD {Conditions()} -j MARK --set-xmark 0x{random.Next(16):x}/0xff\nCOMMIT\n",
        7 => $"*nat\n-A POSTROUTING {Address()} -j MASQUERADE\nCOMMIT\n",
        8 => $"*filter\n-I FORWARD {Conditions()} -j {Target()}\nCOMMIT\n",
        _ => $"*filter\n-A FORWARD {Conditions()} -j {Target()}\nCOMMIT\n",
    };

    private string NewChain()
    {
        var name = $"NEW_{_named++}";
        _chains.Add(name);
        return $":{name} - [0:0]\n-A {name} {Conditions()} -j DROP";
    }

    private string NoChain()
    {
        var name = random.Pick(_chains);
        _chains.Remove(name);
        return $"-F FORWARD\n-F {name}\n-X {name}\n-A FORWARD {Conditions()} -j ACCEPT";
    }

    private string Target() => random.Pick(["ACCEPT", "DROP", "RETURN", "REJECT", .. _chains]);

    private string Conditions()
    {
        string[] more =
        [
            "", "-i virbr1", "! -o virbr+", "-p tcp -m tcp --dport 80", "-p udp -m udp ! --sport 1:1024",
            "-m conntrack --ctstate RELATED,ESTABLISHED", "-m comment --comment \"ticket 12\"",
        ];
        return $"{Address()} {random.Pick(more)}";
    }

    private string Address()
    {
        var address = family == Family.IPv4
            ? $"10.{random.Next(256)}.{_rules++ % 256}.0/{random.Next(8, 33)}"
            : $"fd{random.Next(256):x2}:{_rules++:x}::/{random.Next(8, 129)}";
        return $"{(random.Chance(0.3) ? "! " : "")}-s {address}";
    }
}
