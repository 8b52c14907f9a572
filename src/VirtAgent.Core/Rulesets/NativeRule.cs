using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets;

/// <summary>A rule, policy or map of a native nftables table that matters to a verdict.</summary>
/// <param name="Family">nftables family: ip, ip6, inet, bridge, netdev, arp.</param>
/// <param name="Table">Table name.</param>
/// <param name="Chain">Chain name.</param>
/// <param name="Handle">Rule handle, or null for a policy.</param>
/// <param name="What">What it does, in a few words: "notrack", "meta mark set", "policy drop"…</param>
public sealed record NativeRule(string Family, string Table, string Chain, long? Handle, string What)
{
    /// <summary>Whether it can see packets of <paramref name="family"/>: netdev and bridge chains see both.</summary>
    public bool Sees(Family family) => Family switch
    {
        "ip" => family == Packets.Family.IPv4,
        "ip6" => family == Packets.Family.IPv6,
        "arp" => false,
        _ => true,
    };

    /// <summary><c>inet corp/pre handle 4: notrack</c>.</summary>
    public override string ToString() =>
        $"nft {Family} {Table}/{Chain}{(Handle is { } handle ? $" handle {handle}" : "")}: {What}";
}
