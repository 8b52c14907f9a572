using System.Globalization;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>Reads <c>-j</c> and <c>-g</c> with the options of the target (iptables/extensions/libxt_*.c, libipt_*.c).</summary>
internal static class TargetReader
{
    // Change nothing that a rule, a route or another host's verdict depends on.
    private static readonly HashSet<string> GoOn = new(StringComparer.Ordinal)
    {
        "LOG", "NFLOG", "ULOG", "CHECKSUM", "TCPMSS", "TCPOPTSTRIP", "CLASSIFY", "TRACE", "AUDIT", "SECMARK", "CONNSECMARK",
        "IDLETIMER", "LED", "RATEEST",
    };

    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "ACCEPT", "DROP", "REJECT", "RETURN", "QUEUE", "NFQUEUE", "MARK", "CONNMARK", "HMARK", "CT", "NOTRACK", "DNAT",
        "REDIRECT", "MASQUERADE", "SNAT", "NETMAP", "TEE", "TPROXY", "SYNPROXY", "CLUSTERIP", "TOS", "DSCP", "TTL", "HL",
            "ECN", "SET",
    };

    /// <summary>The target <paramref name="name"/> with its <paramref name="arguments"/>.</summary>
    /// <param name="name">What stood behind <c>-j</c> or <c>-g</c>.</param>
    /// <param name="isGoto">Whether it was <c>-g</c>.</param>
    /// <param name="arguments">The words that follow.</param>
    /// <param name="text">All of it as printed.</param>
    /// <param name="family">Family of the rule.</param>
    /// <param name="isChain">Whether the table declares a chain of that name.</param>
    /// <exception cref="ReadException">It can only be a chain, and there is none of that name.</exception>
    public static Target Read(string name, bool isGoto, IReadOnlyList<Token> arguments, string text, Family family, bool isChain)
    {
        var unmodelled = new Target.Unmodelled(text);
        var isTarget = GoOn.Contains(name) || Others.Contains(name);
        if (isChain)
        {
            if (isTarget || arguments.Count > 0) return unmodelled;
            return isGoto ? new Target.Goto(name) : new Target.Jump(name);
        }

        if (isTarget && !isGoto) return Extension(name, arguments, family) ?? unmodelled;
        // Targets of extensions are in capitals without punctuation; a name of another kind was a chain.
        var isCapitals = name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character));
        if (isGoto || (arguments.Count == 0 && !isCapitals))
            throw new ReadException($"jumps to chain {name}, which does not exist");
        return unmodelled;
    }

    private static Target? Extension(string name, IReadOnlyList<Token> arguments, Family family) => name switch
    {
        "ACCEPT" when arguments.Count == 0 => new Target.Accept(),
        "DROP" when arguments.Count == 0 => new Target.Drop(false),
        "RETURN" when arguments.Count == 0 => new Target.Return(),
        "REJECT" => new Target.Drop(true),
        "MARK" => Mark(arguments),
        "HMARK" => new Target.ForgetMark(),
        "CONNMARK" => Has(arguments, "--restore-mark") ? new Target.ForgetMark() : new Target.Continue(),
        "CT" => Has(arguments, "--notrack") ? new Target.Untrack() : null,
        "NOTRACK" when arguments.Count == 0 => new Target.Untrack(),
        "DNAT" => DestinationNat(arguments, family),
        "REDIRECT" => new Target.Redirect(),
        "MASQUERADE" or "SNAT" => new Target.SourceNat(),
        _ => GoOn.Contains(name) ? new Target.Continue() : null,
    };

    private static bool Has(IReadOnlyList<Token> arguments, string option) => arguments.Any(argument => argument.Is(option));

    /// <summary>Each form as (mark and not mask) xor value, which is all xt_MARK does (net/netfilter/xt_mark.c).</summary>
    private static Target.SetMark? Mark(IReadOnlyList<Token> arguments)
    {
        if (arguments.Count != 2 || StateMatches.Masked(arguments[1].Text) is not { } mark) return null;
        var masked = arguments[1].Text.Contains('/', StringComparison.Ordinal);
        return arguments[0].Text switch
        {
            "--set-xmark" => new Target.SetMark(mark.Value, mark.Mask),
            "--set-mark" => new Target.SetMark(mark.Value, mark.Mask | mark.Value),
            "--or-mark" when !masked => new Target.SetMark(mark.Value, mark.Value),
            "--and-mark" when !masked => new Target.SetMark(0, ~mark.Value),
            "--xor-mark" when !masked => new Target.SetMark(mark.Value, 0),
            _ => null,
        };
    }

    private static Target.DestinationNat? DestinationNat(IReadOnlyList<Token> arguments, Family family)
    {
        Target.DestinationNat? target = null;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].Text is "--random" or "--persistent") continue;
            if (target is not null || arguments[i].Text != "--to-destination" || ++i == arguments.Count) return null;
            target = DestinationNat(arguments[i].Text, family);
            if (target is null) return null;
        }

        return target;
    }

    /// <summary><c>a[-b][:p[-q[/base]]]</c>; IPv6 addresses stand in brackets when a port follows.</summary>
    private static Target.DestinationNat? DestinationNat(ReadOnlySpan<char> text, Family family)
    {
        var addresses = text;
        var ports = ReadOnlySpan<char>.Empty;
        if (family == Family.IPv4 && text.IndexOf(':') is var colon and >= 0)
        {
            addresses = text[..colon];
            ports = text[(colon + 1)..];
        }
        else if (text.StartsWith("["))
        {
            var end = text.IndexOf(']');
            if (end < 0 || (end + 1 < text.Length && text[end + 1] != ':')) return null;
            addresses = text[1..end];
            ports = end + 1 < text.Length ? text[(end + 2)..] : [];
        }
        else if (text.StartsWith(":") && !text.StartsWith("::"))
        {
            addresses = [];
            ports = text[1..];
        }

        PortRange? range = null;
        if (!ports.IsEmpty || addresses.Length == text.Length - 1)
        {
            range = Ports(ports);
            if (range is null) return null;
        }

        if (addresses.IsEmpty) return range is null ? null : new Target.DestinationNat(null, null, range);
        return HeaderMatches.Range(addresses, family) is { } to ? new Target.DestinationNat(to.First, to.Last, range) : null;
    }

    /// <summary>
    /// Counted from a base, the port that is taken depends on the old one, and is one of the range all the same
    /// (net/netfilter/nf_nat_core.c nf_nat_l4proto_unique_tuple, NF_NAT_RANGE_PROTO_OFFSET).
    /// </summary>
    private static PortRange? Ports(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('/') is var slash and >= 0)
        {
            if (Port(text[(slash + 1)..]) is null) return null;
            text = text[..slash];
        }

        var dash = text.IndexOf('-');
        var first = Port(dash < 0 ? text : text[..dash]);
        var last = Port(dash < 0 ? text : text[(dash + 1)..]);
        return first <= last ? new PortRange(first.Value, last.Value) : null;
    }

    private static ushort? Port(ReadOnlySpan<char> text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
