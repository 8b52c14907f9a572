using System.Text.Json;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>
/// Turns the native match expressions that iptables-nft writes (iptables/nft.c, nft-shared.c; forms measured with iptables
/// 1.8.9 and nft 1.0.6) into what iptables would call them. Any other expression is none of iptables'.
/// </summary>
internal static class NativeMatch
{
    /// <summary>The match <paramref name="value"/> says in a table of <paramref name="family"/>; null for any other.</summary>
    public static Match? Read(JsonElement value, Family family)
    {
        if (value.At("left") is not { } left || value.At("right") is not { } right) return null;
        var op = value.TextAt("op") ?? "";
        JsonElement? mask = null;
        if (left.At("&") is { } masked)
        {
            if (masked.ValueKind != JsonValueKind.Array || masked.GetArrayLength() != 2) return null;
            left = masked[0];
            mask = masked[1];
        }

        if (left.At("meta") is { } meta) return Meta(meta.TextAt("key"), op, mask, right);
        if (left.At("ct") is { } ct) return ct.TextAt("key") == "state" && mask is null ? State(op, right) : null;
        return left.At("payload") is not { } payload ? null : (payload.TextAt("protocol"), payload.TextAt("field")) switch
        {
            ("ip" or "ip6", "saddr") when Addresses(op, mask, right, family) is { } set => new Match.Source(set, op == "!="),
            ("ip" or "ip6", "daddr") when Addresses(op, mask, right, family) is { } set => new Match.Destination(set, op == "!="),
            ("ip", "protocol") when mask is null => Protocol(op, right),
            ("ip", "frag-off") when mask?.Number == 0x1fff && right.Number == 0 => LaterFragment(op),
            ("tcp" or "udp", "sport") when mask is null => NativePorts.Read(PortSide.Source, op, right),
            ("tcp" or "udp", "dport") when mask is null => NativePorts.Read(PortSide.Destination, op, right),
            ("tcp", "flags") => Flags(op, mask, right),
            _ => null,
        };
    }

    /// <summary>The protocol that a payload match tests without saying so, or null.</summary>
    public static byte? ImpliedProtocol(JsonElement value)
    {
        var left = value.At("left");
        if (left?.At("&") is { } masked) left = masked.Items.FirstOrDefault();
        return left?.At("payload")?.TextAt("protocol") switch
        {
            "tcp" => ProtocolNames.Tcp,
            "udp" => ProtocolNames.Udp,
            _ => null,
        };
    }

    /// <summary>
    /// <paramref name="match"/> in a form in which equal conditions are equal values: ports as a positive list, one TCP flag
    /// without negation.
    /// </summary>
    public static object Canonical(Match match) => match switch
    {
        Match.Ports ports => NativePorts.Canonical(ports),
        Match.TcpFlags { Negated: true } flags when byte.PopCount(flags.Mask) == 1 && (flags.Comparison & ~flags.Mask) == 0 =>
            new Match.TcpFlags(flags.Mask, (byte)(flags.Comparison ^ flags.Mask), false),
        _ => match,
    };

    private static Match? Meta(string? key, string op, JsonElement? mask, JsonElement right)
    {
        if (op is not ("==" or "!=")) return null;
        var negated = op == "!=";
        return key switch
        {
            "iifname" when mask is null && Device(right) is { } name => new Match.InDevice(name.Pattern, negated ^ name.Never),
            "oifname" when mask is null && Device(right) is { } name => new Match.OutDevice(name.Pattern, negated ^ name.Never),
            "l4proto" when mask is null => Protocol(op, right),
            "mark" when right.Number is { } mark && mask is null => new Match.Mark(mark, uint.MaxValue, negated),
            "mark" when right.Number is { } mark && mask?.Number is { } bits => new Match.Mark(mark, bits, negated),
            _ => null,
        };
    }

    private static (DevicePattern Pattern, bool Never)? Device(JsonElement right)
    {
        if (right.Text is not { } name) return null;
        // iptables-nft writes a name that no device can have for '! -i +' (nft-shared.c, add_iniface).
        if (name == "INVAL/D") return (new DevicePattern("", true), true);
        if (name.EndsWith("\\*", StringComparison.Ordinal)) return (new DevicePattern(name[..^2] + "*", false), false);
        return (name.EndsWith('*') ? new DevicePattern(name[..^1], true) : new DevicePattern(name, false), false);
    }

    private static Match.Protocol? Protocol(string op, JsonElement right)
    {
        if (op is not ("==" or "!=")) return null;
        var isKnown = ProtocolNames.TryParse(right.Text ?? right.GetRawText(), out var number);
        return isKnown ? new Match.Protocol(number, op == "!=") : null;
    }

    private static Match.LaterFragment? LaterFragment(string op) =>
        op is "==" or "!=" ? new Match.LaterFragment(op == "==") : null;

    private static AddressMask? Addresses(string op, JsonElement? mask, JsonElement right, Family family)
    {
        if (op is not ("==" or "!=")) return null;
        var text = right.Text;
        if (mask is { } bits) text = text is null || bits.Text is null ? null : $"{text}/{bits.Text}";
        else if (right.At("prefix") is { } prefix) text = $"{prefix.TextAt("addr")}/{prefix.At("len")}";
        return AddressMask.TryParse(text, out var set) && set.Family == family ? set : null;
    }

    private static Match.TcpFlags? Flags(string op, JsonElement? mask, JsonElement right)
    {
        if (FlagBits(right) is not { } bits) return null;
        return (op, mask) switch
        {
            // nft's short forms of '(flags & bits) == 0' and '!= 0'.
            ("!", null) => new Match.TcpFlags(bits, 0, false),
            ("in", null) => new Match.TcpFlags(bits, 0, true),
            ("==" or "!=", { } of) when FlagBits(of) is { } ofBits => new Match.TcpFlags(ofBits, bits, op == "!="),
            _ => null,
        };
    }

    private static byte? FlagBits(JsonElement value)
    {
        if (value.Number is { } number) return number <= byte.MaxValue ? (byte)number : null;
        if (value.Text is { } name)
        {
            var at = Array.IndexOf(["fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"], name);
            return at < 0 ? null : (byte)(1 << at);
        }

        if (value.At("|") is { } parts) return FlagBits(parts);
        if (value.ValueKind != JsonValueKind.Array) return null;
        byte bits = 0;
        foreach (var part in value.Items)
        {
            if (FlagBits(part) is not { } bit) return null;
            bits |= bit;
        }

        return bits;
    }

    private static Match? State(string op, JsonElement right)
    {
        if (op is not ("in" or "==")) return null;
        var names = (right.Text ?? string.Join(',', right.Items.Select(name => name.Text))).ToUpperInvariant();
        return StateMatches.Connection(new OptionValue(names, null, false, Family.IPv4), withTranslations: false);
    }
}
