using System.Globalization;
using System.Text.RegularExpressions;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Kernel;
using VirtAgent.Tests.Core.Readers.Iptables;

namespace VirtAgent.Tests.Core.Readers.Kernel;

/// <summary>A rule as the kernel told it, from <c>Fixtures/kernel-rules.txt</c>.</summary>
/// <param name="IsUnderstood">Whether there must be a line of it.</param>
/// <param name="Family">Family of its table.</param>
/// <param name="Table">The table.</param>
/// <param name="Expressions">What NFTA_RULE_EXPRESSIONS held.</param>
/// <param name="Text">What iptables-nft-save 1.8.9 printed of it, or what nft was given.</param>
internal sealed partial record RecordedKernelRule(bool IsUnderstood, Family Family, string Table, byte[] Expressions, string Text)
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<RecordedKernelRule> All =
        [.. IptablesTexts.Fixture("kernel-rules.txt").Split('\n').Where(line => line is ['+' or '-', ..]).Select(Read)];

    /// <summary>Those there must be a line of.</summary>
    public static IEnumerable<RecordedKernelRule> Understood => All.Where(rule => rule.IsUnderstood);

    /// <summary>The line of it, or of the same with other expressions.</summary>
    public string? Line(ReadOnlySpan<byte> expressions)
    {
        var chain = Text.StartsWith("-A ", StringComparison.Ordinal) ? Text.Split(' ')[1] : "FORWARD";
        return KernelRuleText.Line(Family, Table, chain, expressions);
    }

    /// <summary>Whether an octet belongs to the numbers of its counter.</summary>
    public bool IsCount(int position)
    {
        var counter = Expressions.AsSpan().IndexOf("counter\0"u8);
        int octets = counter + 16, packets = octets + 12;
        return counter >= 0 && ((position >= octets && position < octets + 8) || (position >= packets && position < packets + 8));
    }

    private static RecordedKernelRule Read(string line)
    {
        var parts = line.Split('\t');
        var hex = Zeros().Replace(
            parts[3], match => new string('0', 2 * int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        var family = parts[1] == "ip" ? Family.IPv4 : Family.IPv6;
        return new RecordedKernelRule(parts[0] == "+", family, parts[2], Convert.FromHexString(hex), parts[4]);
    }

    [GeneratedRegex(@"\{([0-9]+)\}")]
    private static partial Regex Zeros();
}
