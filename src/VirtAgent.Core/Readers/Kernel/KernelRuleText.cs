using System.Text;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Nftables;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>
/// The line that iptables-nft-save or ip6tables-nft-save prints for a rule, from the expressions the kernel holds of it
/// (linux/netfilter/nf_tables.h). Only what iptables-nft writes itself is understood, in the order it writes it, and to the last
/// octet: of anything else there is no line, for a line that does not say all a rule does would prove what is not so.
/// </summary>
public static class KernelRuleText
{
    /// <summary>The line, without counters: <c>-A FORWARD -i virbr1 -j ACCEPT</c>; null where not all is understood.</summary>
    /// <param name="family">Family of the table.</param>
    /// <param name="table">Its name.</param>
    /// <param name="chain">Name of the chain.</param>
    /// <param name="expressions">
    /// What NFTA_RULE_EXPRESSIONS holds. Of a rule's other attributes none changes what it does; the tool also prints the
    /// comment that may be in its user data.
    /// </param>
    public static string? Line(Family family, string table, string chain, ReadOnlySpan<byte> expressions)
    {
        if (!IptablesTables.Names.Contains(table) || !PrintedWord.IsName(chain)) return null;
        var cursor = new ExpressionCursor(expressions);
        var conditions = new RuleConditions(family);
        RuleExpression expression;
        while (true)
        {
            if (!cursor.TryTake(out expression)) return null;
            if (expression.Is("counter"u8)) break;
            if (!conditions.TryAdd(expression, ref cursor)) return null;
        }

        const int UsualLength = 160;
        var line = new StringBuilder("-A ", UsualLength).Append(chain);
        if (!IsCounter(expression.Data) || !conditions.TryPrint(line)) return null;
        if (cursor.AtEnd) return line.ToString();
        return cursor.TryTake(out var end) && cursor.AtEnd && RuleEnd.TryPrint(end, family, line) ? line.ToString() : null;
    }

    private static bool IsCounter(AttributeCursor data)
    {
        const ushort Octets = 1, Packets = 2;
        return data.TryTakeLong(Octets, out _) && data.TryTakeLong(Packets, out _) && data.AtEnd;
    }
}
