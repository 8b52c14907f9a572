using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>What a rule does: the one expression behind its counter.</summary>
internal static class RuleEnd
{
    /// <summary>Adds <c>-j</c> or <c>-g</c>; false where it is anything else or not all of it is understood.</summary>
    public static bool TryPrint(RuleExpression expression, Family family, StringBuilder line)
    {
        if (expression.Is("immediate"u8)) return TryPrintVerdict(expression.Data, line);
        if (expression.Is("log"u8)) return TryPrintLog(expression.Data, line);
        return expression.Is("target"u8) && XtExtension.TryRead(expression.Data, out var name, out var revision, out var info)
            && XtTarget.TryPrint(name, revision, info, family, line);
    }

    private static bool TryPrintVerdict(AttributeCursor data, StringBuilder line)
    {
        const ushort Destination = 1, Value = 2, Verdict = 2, Code = 1, Chain = 2;
        const int Drop = 0, Accept = 1, Jump = -3, Goto = -4, Return = -5;
        if (!data.TryTakeNumber(Destination, out var register) || register != 0) return false;
        if (!data.TryTakeNest(Value, out var value) || !data.AtEnd) return false;
        if (!value.TryTakeNest(Verdict, out var verdict) || !value.AtEnd) return false;
        if (!verdict.TryTakeNumber(Code, out var code)) return false;
        string? text;
        if ((int)code is Jump or Goto)
        {
            if (!verdict.TryTakeText(Chain, out var chain) || PrintedWord.Name(chain) is not { } name) return false;
            // A chain that is named like a verdict would be read as one.
            if (name is "ACCEPT" or "DROP" or "RETURN" or "QUEUE") return false;
            text = ((int)code == Goto ? " -g " : " -j ") + name;
        }
        else
        {
            text = (int)code switch { Accept => " -j ACCEPT", Drop => " -j DROP", Return => " -j RETURN", _ => null };
        }

        line.Append(text);
        return text is not null && verdict.AtEnd;
    }

    // -j NFLOG; any other log has a level (net/netfilter/nft_log.c).
    private static bool TryPrintLog(AttributeCursor data, StringBuilder line)
    {
        const ushort Group = 1, Prefix = 2;
        line.Append(" -j NFLOG");
        if (data.IsNext(Prefix))
        {
            line.Append(" --nflog-prefix");
            if (!data.TryTakeText(Prefix, out var prefix) || prefix.IsEmpty || !PrintedWord.TryQuote(prefix, line)) return false;
        }

        if (!data.TryTake(Group, out var group) || group.Length != sizeof(ushort)) return false;
        var number = (group[0] << 8) | group[1];
        if (number != 0) line.Append(" --nflog-group ").Append(number);
        return data.AtEnd;
    }
}
