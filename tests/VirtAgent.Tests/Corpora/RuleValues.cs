using System.Text.RegularExpressions;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Corpora;

/// <summary>Fills in what <see cref="RuleVocabulary"/> has in braces, as iptables-save prints it.</summary>
internal sealed partial class RuleValues(Random random, Family family)
{
    private static readonly string[] Flags =
        ["FIN,SYN,RST,ACK SYN", "SYN,RST SYN", "FIN,SYN FIN,SYN", "FIN,SYN,RST,PSH,ACK,URG NONE", "ACK,URG URG"];

    private static readonly string[] States =
    [
        "NEW", "INVALID", "RELATED,ESTABLISHED", "ESTABLISHED", "NEW,RELATED,ESTABLISHED",
        "INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED",
    ];

    // Of Debian's libvirt, of people who quote, and of people who paste.
    private static readonly string[] Comments =
    [
        "word", "\"two words\"", "\"she said \\\"no\\\"\"", "\"back\\\\slash\"", "\"a \\\" -j ACCEPT\"", "\"! -s 10.0.0.0/8\"",
        "\"-A FORWARD -j DROP\"", "\"COMMIT\"", "\"# not a comment\"", "\"Zürich → Köln\"", "\"it's $(mine) `now`; *filter\"",
    ];

    private static readonly string[] Devices =
        ["eth0", "eth0.22", "br-lan", "wlan0-1", "ppp+", "virbr1", "vnet+", "tun0", "enp0s31f6"];

    /// <summary>The text with its braces filled.</summary>
    public string Fill(string text) => Braces().Replace(text, place => Value(place.Groups[1].Value));

    private string Value(string name) => name switch
    {
        "host" => Host(),
        "endpoint" => family == Family.IPv4 ? $"{Host()}:{Port()}" : $"[{Host()}]:{Port()}",
        "net" => Net(),
        "range" => Range(),
        "port" => $"{Port()}",
        "ports" => Ports(),
        "list" => string.Join(',', Enumerable.Range(0, 1 + random.Next(7)).Select(_ => Ports())),
        "mac" => $"52:54:{random.Next(256):x2}:{random.Next(256):x2}:{random.Next(256):x2}:{random.Next(256):x2}",
        "mark" => Pick(["0x1", "0x10/0xff", "0x8000/0x8000", "0xffffffff", "0x0/0x4000"]),
        "device" => Pick(Devices),
        "word" => $"name_{random.Next(100)}",
        "flags" => Pick(Flags),
        "states" => Pick(States),
        "icmp" => Pick(family == Family.IPv4
            ? ["8", "0", "3/4", "11", "host-unreachable"]
            : ["128", "135", "1/4", "2", "port-unreachable"]),
        "reject" => Pick(family == Family.IPv4
            ? ["icmp-port-unreachable", "icmp-host-prohibited", "icmp-admin-prohibited"]
            : ["icmp6-port-unreachable", "icmp6-adm-prohibited"]),
        "comment" => random.Next(20) == 0 ? $"\"{new string('x', 120)} {new string('y', 120)}\"" : Pick(Comments),
        _ => throw new ArgumentException($"Nothing is known of {{{name}}}."),
    };

    /// <summary>One of them.</summary>
    public string Pick(IReadOnlyList<string> some) => some[random.Next(some.Count)];

    private string Host() => family == Family.IPv4
        ? $"10.{random.Next(256)}.{random.Next(256)}.{1 + random.Next(254)}"
        : $"fd00:{1 + random.Next(0xfffe):x}::{1 + random.Next(0xfffe):x}";

    private string Net() => random.Next(4) switch
    {
        0 when family == Family.IPv4 => $"{Host()}/32",
        1 when family == Family.IPv4 => $"10.{random.Next(256)}.0.5/255.255.0.255",
        0 => $"{Host()}/128",
        _ => family == Family.IPv4 ? $"10.{random.Next(256)}.0.0/16" : $"fd00:{1 + random.Next(0xfffe):x}::/32",
    };

    private string Range()
    {
        var net = random.Next(256);
        return family == Family.IPv4
            ? $"10.0.{net}.5-10.0.{net}.{6 + random.Next(200)}"
            : $"fd00::{net + 1:x}-fd00::{net + 2 + random.Next(999):x}";
    }

    private int Port() => 1 + random.Next(65_000);

    private string Ports()
    {
        var first = Port();
        return random.Next(3) == 0 ? $"{first}:{first + 1 + random.Next(500)}" : $"{first}";
    }

    [GeneratedRegex("{([a-z]+)}")]
    private static partial Regex Braces();
}
