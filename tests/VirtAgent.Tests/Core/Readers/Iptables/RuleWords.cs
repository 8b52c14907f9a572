using System.Globalization;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Tests.Core.Readers.Iptables;

/// <summary>
/// Says a modelled rule again in iptables' words and crosses them off the words it was read from. What is left was lost.
/// Written from iptables(8) and iptables-extensions(8), not from the reader.
/// </summary>
internal static class RuleWords
{
    /// <summary>The words of <paramref name="rule"/> that none of its matches and not its target accounts for.</summary>
    public static IReadOnlyList<string> Lost(Rule rule)
    {
        var words = new IptablesTokenizer().Split(rule.Text).Skip(2).Select(token => token.ToString()).ToList();
        foreach (var match in rule.Matches.OfType<Match.Unmodelled>()) CrossOff(words, match.Text);
        foreach (var match in rule.Matches.Where(match => match is not Match.Unmodelled)) CrossOff(words, match);
        CrossOffTarget(words, rule.Target);
        // A module that is named says nothing beyond its options, and '-p all' nothing at all.
        for (var at = words.IndexOf("-m"); at >= 0; at = words.IndexOf("-m")) words.RemoveRange(at, 2);
        return words;
    }

    // The module was perhaps named earlier in the line, before an option of its own that is modelled.
    private static void CrossOff(List<string> words, string text)
    {
        var kept = new IptablesTokenizer().Split(text).Select(token => token.ToString()).ToList();
        var at = Find(words, kept);
        if (at < 0 && kept[0] == "-m") at = Find(words, kept = kept[2..]);
        if (at >= 0) words.RemoveRange(at, kept.Count);
        else words.Add($"<not in the line: {text}>");
    }

    private static int Find(List<string> words, List<string> part) => Enumerable.Range(0, words.Count)
        .FirstOrDefault(start => words.Skip(start).Take(part.Count).SequenceEqual(part), -1);

    private static void CrossOff(List<string> words, Match match)
    {
        if (match is Match.TcpFlags && words.Remove("--syn"))
        {
            if (match.Negated) words.Remove("!");
            return;
        }

        var (options, values) = Say(match);
        for (var at = 0; at < words.Count; at++)
        {
            if (!options.Contains(words[at])) continue;
            var negatedInside = values.Length > 0 && at + 1 < words.Count && words[at + 1] == "!";
            var negatedBefore = at > 0 && words[at - 1] == "!";
            if ((negatedBefore ^ negatedInside) != match.Negated) continue;
            var first = at + (negatedInside ? 2 : 1);
            if (first + values.Length > words.Count) continue;
            if (!values.Select((says, i) => says(words[first + i])).All(fits => fits)) continue;
            words.RemoveRange(at, first - at + values.Length);
            if (negatedBefore) words.RemoveAt(at - 1);
            return;
        }

        // '-m tcp' without an option is read as any port.
        var isBare = match is Match.Ports { Ranges: [{ First: 0, Last: ushort.MaxValue }] } or Match.IcmpType { Type: null };
        if (!isBare) words.Add($"<not in the line: {match}>");
    }

    private static (string[] Options, Func<string, bool>[] Values) Say(Match match) => match switch
    {
        Match.InDevice m => (["-i"], [word => word == m.Pattern.ToString()]),
        Match.OutDevice m => (["-o"], [word => word == m.Pattern.ToString()]),
        Match.Source m => (["-s"], [word => IsMask(word, m.Mask)]),
        Match.Destination m => (["-d"], [word => IsMask(word, m.Mask)]),
        Match.Protocol m => (["-p"], [word => IsProtocol(word, m.Number)]),
        Match.LaterFragment => (["-f"], []),
        Match.Ports { Side: PortSide.Source } m => (["--sport", "--sports"], [word => IsPorts(word, m)]),
        Match.Ports { Side: PortSide.Destination } m => (["--dport", "--dports"], [word => IsPorts(word, m)]),
        Match.Ports m => (["--ports"], [word => IsPorts(word, m)]),
        Match.TcpFlags m => (["--tcp-flags"], [word => Flags(word) == m.Mask, word => Flags(word) == m.Comparison]),
        Match.IcmpType m => (["--icmp-type", "--icmpv6-type"], [word => IsIcmp(word, m)]),
        Match.SourceRange m => (["--src-range"], [word => word == $"{m.First}-{m.Last}"]),
        Match.DestinationRange m => (["--dst-range"], [word => word == $"{m.First}-{m.Last}"]),
        Match.Connection m => (["--ctstate", "--state"], [word => States(word) == m.States]),
        Match.Mark m => (["--mark"], [word => IsMark(word, m)]),
        Match.SourceMac m => (["--mac-source"], [word => MacAddress.TryParse(word, out var address) && address == m.Address]),
        Match.AddressType m => ([m.OfSource ? "--src-type" : "--dst-type"],
            [word => word == string.Join(',', m.Types.Select(type => type.ToString().ToUpperInvariant()))]),
        Match.Comment m => (["--comment"], [word => word == m.Text || word == new Token(m.Text, true).ToString()]),
        _ => throw new InvalidOperationException($"No words are known for {match}."),
    };

    private static void CrossOffTarget(List<string> words, Target target)
    {
        var at = words.FindLastIndex(word => word is "-j" or "-g");
        if (at < 0)
        {
            if (target is not Target.Continue) words.Add($"<not in the line: {target}>");
            return;
        }

        // A kind without values may have no other words; of one with values the unit tests see to it.
        var last = target is Target.Accept or Target.Return or Target.Jump or Target.Goto ? at + 2 : words.Count;
        words.RemoveRange(at, last - at);
    }

    private static bool IsProtocol(string word, byte number) =>
        ProtocolNames.TryParse(word.ToLowerInvariant(), out var read) && read == number;

    private static bool IsMask(string word, AddressMask mask) => AddressMask.TryParse(word, out var read) && read == mask;

    private static bool IsPorts(string word, Match.Ports ports)
    {
        var said = string.Join(',', ports.Ranges.Select(range =>
            range.First == range.Last ? $"{range.First}" : $"{range.First}:{range.Last}"));
        return said == (word.StartsWith(':') ? "0" + word : word.EndsWith(':') ? word + "65535" : word);
    }

    private static int Flags(string word) => word.Split(',').Sum(flag => flag switch
    {
        "FIN" => 1,
        "SYN" => 2,
        "RST" => 4,
        "PSH" => 8,
        "ACK" => 16,
        "URG" => 32,
        _ => 0,
    });

    private static bool IsIcmp(string word, Match.IcmpType match) => match switch
    {
        { Type: null } => word == "any",
        { FirstCode: 0, LastCode: 255 } => word == $"{match.Type}",
        _ => word == $"{match.Type}/{match.FirstCode}" || char.IsLetter(word[0]),
    };

    private static ConnectionStates States(string word) => word.Split(',').Select(name => name switch
    {
        "SNAT" => ConnectionStates.SourceNat,
        "DNAT" => ConnectionStates.DestinationNat,
        _ => Enum.Parse<ConnectionStates>(name, ignoreCase: true),
    }).Aggregate((all, state) => all | state);

    private static bool IsMark(string word, Match.Mark mark)
    {
        var parts = word.Split('/').Select(part => part.StartsWith("0x", StringComparison.Ordinal)
            ? Convert.ToUInt32(part, 16) : uint.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return parts[0] == mark.Value && (parts.Length > 1 ? parts[1] : uint.MaxValue) == mark.Mask;
    }
}
