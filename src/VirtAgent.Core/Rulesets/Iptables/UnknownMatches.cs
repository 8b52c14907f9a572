namespace VirtAgent.Core.Rulesets.Iptables;

/// <summary>
/// What a match module that is not modelled can say. The difference is who decides: a header that the evaluators do not follow,
/// the kernel's own state, or the sender, who may send again until the answer suits him (design 5.2).
/// </summary>
internal sealed class UnknownMatches
{
    // Some packet passes each of these and some packet fails it, whatever its header says.
    private static readonly HashSet<string> SendersChoice = new(StringComparer.Ordinal)
    {
        "limit", "hashlimit", "quota", "statistic", "connlimit", "connbytes", "string", "time", "nfacct", "rateest",
    };

    // A sender leaves out the header that these ask for, or sends from an address that no list holds; whether he can pass them
    // depends on what the list holds.
    private static readonly HashSet<string> Avoidable = new(StringComparer.Ordinal) { "recent", "set", "geoip", "asn" };

    // Read header fields that are free and that no modelled match reads.
    private static readonly HashSet<string> FreeHeaders = new(StringComparer.Ordinal)
    {
        "rt", "hbh", "dst", "frag", "ah", "esp", "ipv6header", "ttl", "hl", "length", "dscp", "tos", "ecn", "tcpmss",
            "u32", "bpf",
        "ipv4options", "pkttype",
    };

    private readonly Dictionary<string, HashSet<string>> _asked = new(StringComparer.Ordinal);

    /// <summary>Notes that a rule somewhere says <paramref name="text"/>; all are noted before the first is lowered.</summary>
    public void Note(string text)
    {
        var (module, _, plain) = Split(text);
        if (!_asked.TryGetValue(module, out var asked)) _asked.Add(module, asked = new HashSet<string>(StringComparer.Ordinal));
        asked.Add(plain);
    }

    /// <summary>The condition that <paramref name="text"/>, as printed from <c>-m</c> on, stands for.</summary>
    public Condition Of(string text)
    {
        var (module, negated, plain) = Split(text);
        if (module == "physdev" && plain == "-m physdev --physdev-is-bridged") return Sign(Condition.Never, negated);
        if (module == "rpfilter" && ReversePath(text.Split(' ')) is { } path) return path;
        if (SendersChoice.Contains(module)) return new Condition.SendersChoice(text);
        var unknown = new Condition.Unknown(plain);
        if (Avoidable.Contains(module)) return Sign(new Condition.All([unknown, new Condition.SendersChoice(plain)]), negated);
        // Two questions about one header may exclude each other; one alone is answered as its sender likes.
        if (FreeHeaders.Contains(module) && _asked.GetValueOrDefault(module) is null or { Count: < 2 })
            return Sign(new Condition.SendersChoice(plain), negated);
        return Sign(unknown, negated);
    }

    /// <summary>rpfilter prints its switches bare; <c>--accept-local</c> asks what is not followed here.</summary>
    private static Condition? ReversePath(string[] words)
    {
        var options = words[2..];
        if (options.Any(option => option is not ("--loose" or "--validmark" or "--invert"))) return null;
        Condition path = new Condition.ReversePath(options.Contains("--loose"));
        // A mark may lead elsewhere; without a rule that sets one the way is the same.
        return Sign(path, options.Contains("--invert"));
    }

    private static Condition Sign(Condition condition, bool negated) => negated ? new Condition.Not(condition) : condition;

    /// <summary>Module, whether its one option is negated, and the text without the negation.</summary>
    private static (string Module, bool Negated, string Plain) Split(string text)
    {
        var words = text.Split(' ');
        var module = words is ["-m", var name, ..] ? name : "";
        var negations = words.Count(word => word == "!");
        // With several options a negation is of one of them, and then the text is a question of its own.
        if (negations != 1 || words.Count(word => word.StartsWith("--", StringComparison.Ordinal)) != 1)
            return (module, false, text);
        return (module, true, string.Join(' ', words.Where(word => word != "!")));
    }
}
