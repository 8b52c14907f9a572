using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets.Iptables;

/// <summary>Turns the target of an iptables rule into the statement that ends it; null where nothing depends on it.</summary>
internal static class TargetLowering
{
    // A packet is the same to every rule, route and verdict after these.
    private static readonly HashSet<string> Idle = new(StringComparer.Ordinal)
    {
        "LOG", "NFLOG", "ULOG", "CHECKSUM", "TCPMSS", "TCPOPTSTRIP", "CLASSIFY", "TRACE", "AUDIT", "SECMARK", "CONNSECMARK",
        "IDLETIMER", "LED", "RATEEST",
    };

    /// <summary>The statement of <paramref name="target"/>.</summary>
    /// <param name="target">The target.</param>
    /// <param name="family">Family of the rule.</param>
    public static Statement? Lower(Target target, Family family) => target switch
    {
        Target.Accept => new Statement.Verdict(VerdictKind.Accept),
        Target.Drop drop => new Statement.Verdict(drop.WithError ? VerdictKind.Reject : VerdictKind.Drop),
        Target.Return => new Statement.Verdict(VerdictKind.Return),
        Target.Jump jump => new Statement.Verdict(VerdictKind.Jump, jump.Chain),
        Target.Goto go => new Statement.Verdict(VerdictKind.Goto, go.Chain),
        Target.Continue => null,
        Target.SetMark mark => new Statement.SetMark(mark.Value, mark.Mask),
        Target.ForgetMark => new Statement.Unknown("restores a mark", Effects.Mark),
        Target.Untrack => new Statement.Untrack(),
        Target.DestinationNat nat => new Statement.TranslateDestination(nat.First, nat.Last, nat.Ports, 0),
        Target.Redirect => new Statement.Redirect(),
        Target.SourceNat => new Statement.TranslateSource(),
        Target.Unmodelled of => Unmodelled(of.Text, family),
        _ => throw new InvalidOperationException($"{target.GetType().Name} is no target."),
    };

    private static Statement? Unmodelled(string text, Family family)
    {
        var words = text.Split(' ');
        if (words is not ["-j", var name, .. var arguments]) return new Statement.Unknown(text, Effects.Anything);
        if (Idle.Contains(name)) return null;
        return (name, arguments) switch
        {
            ("TEE", ["--gateway", var gateway, .. var rest]) when Address.TryParse(gateway, out var to) && to.Family == family =>
                new Statement.Copy(to, rest is ["--oif", var device] ? device : null),
            ("NETMAP", ["--to", var network]) when Network(network, family) is { } mapped => mapped,
            _ => new Statement.Unknown(text, Of(name, arguments)),
        };
    }

    /// <summary>What a target can do, by the kernel's module of that name (net/netfilter/xt_NAME.c).</summary>
    private static Effects Of(string name, string[] arguments) => name switch
    {
        "MARK" or "HMARK" or "CONNMARK" => Effects.Mark,
        "SET" => arguments.Contains("--map-set") ? Effects.Mark : Effects.None,
        "CT" or "NOTRACK" => arguments.Contains("--helper") ? Effects.Relate
            : arguments.Any(word =>
                word is "--timeout" or "--zone" or "--zone-orig" or "--zone-reply" or "--ctevents" or "--expevents")
                ? Effects.None : Effects.Untrack | Effects.Relate,
        "TOS" or "DSCP" or "TTL" or "HL" or "ECN" => Effects.Header,
        "TPROXY" => Effects.Drop | Effects.Mark | Effects.Relate,
        "SYNPROXY" => Effects.Drop | Effects.Accept,
        "DNAT" or "NETMAP" or "REDIRECT" => Effects.Rewrite | Effects.Accept | Effects.Drop,
        "SNAT" or "MASQUERADE" => Effects.Accept | Effects.Drop,
        "DROP" or "REJECT" => Effects.Drop,
        "TEE" => Effects.Copy,
        _ => Effects.Anything,
    };

    /// <summary>
    /// <c>NETMAP --to a/len</c>: the network part is replaced, the host part stays (net/netfilter/xt_NETMAP.c).
    /// </summary>
    private static Statement.TranslateDestination? Network(string text, Family family)
    {
        if (!AddressMask.TryParse(text, out var mask) || mask.Family != family || mask.PrefixLength is null) return null;
        var first = new Address(family, mask.Value);
        var bits = Address.WidthOf(family);
        var all = bits == 128 ? Bits128.MaxValue : (Bits128)uint.MaxValue;
        return new Statement.TranslateDestination(first, first, null, ~mask.Mask & all);
    }
}
