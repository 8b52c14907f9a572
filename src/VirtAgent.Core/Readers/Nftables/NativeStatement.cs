using System.Text.Json;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Rulesets.Iptables;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>What a statement of a native rule could do to a verdict that was reached without it.</summary>
internal static class NativeStatement
{
    /// <summary>What sends a copy of a packet elsewhere.</summary>
    public const string Copy = "dup";

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "match", "counter", "log", "comment", "accept", "return", "continue", "jump", "goto", "vmap", "limit", "quota", "last",
        "ct count", "ct timeout", "set", "map", "meter", "snat", "masquerade", "secmark", "drop", "reject",
    };

    // Targets of iptables in tables of other names (ebtables-nft).
    private static readonly HashSet<string> HarmlessTargets = new(StringComparer.Ordinal)
    {
        "LOG", "NFLOG", "CHECKSUM", "TCPMSS", "CLASSIFY", "AUDIT", "MASQUERADE", "SNAT", "DROP", "REJECT",
    };

    private static readonly HashSet<string> TrackingStatements = new(StringComparer.Ordinal)
    {
        "ct", "ct count", "ct helper", "ct timeout", "ct expectation", "dnat", "snat", "masquerade", "redirect", "synproxy",
        "flow",
    };

    /// <summary>What opens a way, in a few words, or null where the statement does not.</summary>
    public static string? Rewrite(NftStatement statement) => statement.Name switch
    {
        "mangle" => Mangle(statement.Value),
        "xt" => Extension(statement.Value),
        "flow" => "flow add",
        var name => Harmless.Contains(name) ? null : name,
    };

    /// <summary>What takes packets away, or null where the statement does not.</summary>
    public static string? Drop(NftStatement statement) => statement.Name switch
    {
        "drop" or "reject" or "queue" or "synproxy" => statement.Name,
        "xt" when statement.Value.TextAt("name") is "DROP" or "REJECT" => statement.Value.TextAt("name"),
        _ => null,
    };

    /// <summary>Whether it switches connection tracking on (nf_ct_netns_get, net/netfilter/nf_conntrack_proto.c).</summary>
    public static bool UsesConntrack(NftStatement statement) => UsesConntrack(statement.Name, statement.Value);

    private static bool UsesConntrack(string name, JsonElement value) =>
        TrackingStatements.Contains(name)
        || (name == "xt" && IsTracking(value.TextAt("name")))
        || HoldsConntrack(value);

    // With what arguments CT was asked, nft does not tell.
    private static bool IsTracking(string? extension) =>
        extension is "CT" or "NOTRACK" || TrackingSwitches.OfName(extension ?? "") == TrackingSwitch.On;

    private static bool HoldsConntrack(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(HoldsConntrack),
        JsonValueKind.Object => value.EnumerateObject().Any(property => UsesConntrack(property.Name, property.Value)),
        _ => false,
    };

    private static string? Extension(JsonElement value)
    {
        if (value.TextAt("type") == "match") return null;
        var name = value.TextAt("name");
        return name is not null && HarmlessTargets.Contains(name) ? null : $"xt target {name ?? "without a name"}";
    }

    private static string? Mangle(JsonElement value)
    {
        if (value.At("key") is not { ValueKind: JsonValueKind.Object } key) return "mangle";
        foreach (var property in key.EnumerateObject())
        {
            var field = property.Value.TextAt("key") ?? property.Value.TextAt("field");
            // Nothing that decides where a packet goes reads these.
            var isIdle = (property.Name, field) is ("tcp option", _) or ("meta", "nftrace" or "priority") or ("payload", "dscp");
            if (isIdle) return null;
            return field is null ? $"{property.Name} set" : $"{property.Name} {field} set";
        }

        return "mangle";
    }
}
