using System.Text.Json;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Nftables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Records;

/// <summary>
/// Whether a line of iptables-save says all that nft shows of the same rule. iptables-save leaves out, without a word, what it
/// does not understand (measured with 1.8.9: <c>ip daddr @s drop</c> prints as <c>-j DROP</c>), so each condition of either
/// side must be found on the other.
/// </summary>
internal sealed class RuleAgreement
{
    private readonly IptablesTokenizer _tokenizer = new();
    private readonly List<object> _native = [];
    private readonly HashSet<string> _extensions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private readonly HashSet<byte> _implied = [];

    /// <summary>What nft shows and the text of <paramref name="rule"/> does not say, or the other way round; else null.</summary>
    public string? Disagreement(Rule rule, NftRule shown, Family family)
    {
        _native.Clear();
        _extensions.Clear();
        _modules.Clear();
        _implied.Clear();
        var hasCounter = false;
        (string Kind, string Name) verdict = ("", "");
        foreach (var statement in shown.Statements)
        {
            if (statement.Name == "counter")
            {
                hasCounter |= statement.Value.ValueKind == JsonValueKind.Object;
            }
            else if (statement.Name == "match")
            {
                if (!AddCondition(statement.Value, family))
                    return $"nft shows a condition that iptables does not write: {statement.Value.Excerpt}";
            }
            else if (statement.Name == "limit")
            {
                _extensions.Add("limit");
            }
            else if (statement.Name == "xt" && statement.Value.TextAt("type") == "match")
            {
                _extensions.Add(statement.Value.TextAt("name") ?? "");
            }
            else
            {
                if (verdict.Kind.Length > 0) return $"nft shows more than one statement: {verdict.Kind} and {statement.Name}";
                verdict = Verdict(statement);
            }
        }

        if (!hasCounter) return "nft shows a rule without a counter, which iptables always writes";
        return Targets(rule, verdict) ?? Conditions(rule);
    }

    private bool AddCondition(JsonElement value, Family family)
    {
        if (NativeMatch.Read(value, family) is not { } match) return false;
        _native.Add(NativeMatch.Canonical(match));
        if (NativeMatch.ImpliedProtocol(value) is { } protocol) _implied.Add(protocol);
        return true;
    }

    private static (string Kind, string Name) Verdict(NftStatement statement) => statement.Name switch
    {
        "jump" or "goto" => (statement.Name, statement.Value.TextAt("target") ?? ""),
        "xt" when statement.Value.TextAt("type") == "target" => ("xt", statement.Value.TextAt("name") ?? ""),
        "mangle" when statement.Value.At("key")?.At("meta")?.TextAt("key") == "nftrace" => ("nftrace", ""),
        _ => (statement.Name, ""),
    };

    private string? Targets(Rule rule, (string Kind, string Name) verdict)
    {
        string kind = "", name = "";
        var words = _tokenizer.Split(rule.Text);
        for (var i = 2; i + 1 < words.Count; i++)
        {
            if (words[i].Is("-m")) _modules.Add(OneName(words[i + 1].Text));
            else if (words[i].Is("-j") || words[i].Is("-g")) (kind, name) = (words[i].Text, words[i + 1].Text);
        }

        var agrees = (verdict.Kind, kind, name) switch
        {
            ("", "", _) => true,
            ("accept", "-j", "ACCEPT") or ("drop", "-j", "DROP") or ("return", "-j", "RETURN") => true,
            ("reject", "-j", "REJECT") => true,
            ("jump", "-j", _) or ("goto", "-g", _) => name == verdict.Name,
            ("xt", "-j", _) => name == verdict.Name || (name == "NOTRACK" && verdict.Name == "CT"),
            ("log", "-j", "LOG" or "NFLOG") or ("nftrace", "-j", "TRACE") or ("queue", "-j", "NFQUEUE" or "QUEUE") => true,
            ("masquerade", "-j", "MASQUERADE") or ("snat", "-j", "SNAT") or ("redirect", "-j", "REDIRECT") => true,
            _ => false,
        };
        if (agrees) return null;
        var (native, printed) = ($"{verdict.Kind} {verdict.Name}".Trim(), $"{kind} {name}".Trim());
        return $"nft shows '{native}' where iptables-save prints '{printed}'";
    }

    private string? Conditions(Rule rule)
    {
        foreach (var match in rule.Matches)
        {
            if (match is Match.Comment || _native.Remove(NativeMatch.Canonical(match))) continue;
            if (match is Match.Protocol { Negated: false } protocol && _implied.Contains(protocol.Number)) continue;
            if (!IsExtension(match)) return $"iptables-save prints a condition that nft does not show: {match}";
        }

        if (_native.Count > 0) return $"nft shows a condition that iptables-save does not print: {_native[0]}";
        var unprinted = _extensions.FirstOrDefault(extension => !_modules.Contains(OneName(extension)));
        return unprinted is null ? null : $"nft shows the extension {unprinted}, which iptables-save does not print";
    }

    private bool IsExtension(Match match) => match switch
    {
        Match.Ports => Has("tcp") || Has("udp") || Has("udplite") || Has("sctp") || Has("dccp") || Has("multiport"),
        Match.TcpFlags => Has("tcp"),
        Match.IcmpType => Has("icmp") || Has("icmp6"),
        Match.SourceRange or Match.DestinationRange => Has("iprange"),
        Match.Connection => Has("conntrack") || Has("state"),
        Match.Mark => Has("mark"),
        Match.SourceMac => Has("mac"),
        Match.AddressType => Has("addrtype"),
        Match.Unmodelled unmodelled => unmodelled.Text.Split(' ') is ["-m", var module, ..] && Has(module),
        _ => false,
    };

    // iptables-nft writes 'state' as conntrack, which is what the kernel does with it too.
    private static string OneName(string extension) => extension == "state" ? "conntrack" : extension;

    private bool Has(string extension) => _extensions.Contains(extension);
}
