using System.Globalization;
using System.Text.Json;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iproute;

/// <summary>Reads <c>ip -j -4|-6 rule show</c> (iproute2 ip/iprule.c, print_rule).</summary>
public static class IpRuleReader
{
    /// <summary>
    /// Members that a field of the model holds, or that change nothing: who added a rule, and that its device is gone, so
    /// that no packet comes from there.
    /// </summary>
    private static readonly HashSet<string> Modelled = new(StringComparer.Ordinal)
    {
        "priority", "not", "src", "srclen", "dst", "dstlen", "iif", "iif_detached", "fwmark", "fwmask", "table", "protocol",
    };

    /// <summary>Reads the rules of <paramref name="family"/>, in the order they are asked.</summary>
    /// <exception cref="ReadException">It is malformed, or a rule has no priority or a range that cannot be one.</exception>
    public static IReadOnlyList<PolicyRule> Read(string json, Family family) => SafeJson.ReadArray(
        json, $"The output of ip -j -{(family == Family.IPv4 ? 4 : 6)} rule show", fields => Rule(fields, family));

    private static PolicyRule Rule(JsonFields fields, Family family) => new(
        family,
        // The kernel goes to 2^32-1; what is cut off here still stands behind the rules that it is printed behind.
        (int)Math.Min(fields.Number("priority") ?? throw fields.Lacks("priority"), int.MaxValue),
        fields.Has("not"),
        Range(fields, "src", "srclen", family),
        Range(fields, "dst", "dstlen", family),
        fields.Text("iif"),
        Number(fields, "fwmark"),
        Number(fields, "fwmask") ?? uint.MaxValue,
        fields.TextOrNumber("table"),
        Unmodelled(fields));

    private static AddressMask Range(JsonFields fields, string name, string lengthName, Family family)
    {
        var length = fields.Number(lengthName, Address.WidthOf(family)) ?? Address.WidthOf(family);
        // "0" with a length stands for an all-zero address.
        return fields.Text(name) switch
        {
            null or "all" => AddressMask.Any(family),
            "0" => AddressMask.Prefix(new Address(family, 0), length),
            var text when Address.TryParse(text, out var address) && address.Family == family =>
                AddressMask.Prefix(address, length),
            _ => throw fields.Wrong(name),
        };
    }

    private static uint? Number(JsonFields fields, string name)
    {
        if (fields.TextOrNumber(name) is not { } text) return null;
        var hexadecimal = text.StartsWith("0x", StringComparison.Ordinal);
        var style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        return uint.TryParse(hexadecimal ? text[2..] : text, style, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw fields.Wrong(name);
    }

    private static List<string> Unmodelled(JsonFields fields)
    {
        var texts = new List<string>();
        foreach (var member in fields.All)
        {
            if (!Modelled.Contains(member.Name)) texts.Add(Text(member));
        }

        return texts;
    }

    private static string Text(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Null ? member.Name : $"{member.Name} {member.Value}";
}
