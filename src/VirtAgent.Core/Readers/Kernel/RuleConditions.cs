using System.Text;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>All a rule demands: the expressions before its counter, in the order of iptables-nft (iptables/nft-ipv4.c).</summary>
internal sealed class RuleConditions(Family family)
{
    private const uint Mark = 3;

    private readonly HeaderConditions _header = new(family);
    private readonly PortConditions _ports = new();
    private readonly StringBuilder _modules = new();
    private bool _hasTcpOrUdp;
    private int _portsAt;

    /// <summary>Adds what begins with <paramref name="expression"/>; false where not all of it is understood.</summary>
    public bool TryAdd(RuleExpression expression, ref ExpressionCursor cursor)
    {
        if (expression.Is("limit"u8)) return RateLimit.TryPrint(expression.Data, _modules);
        if (expression.Is("match"u8))
        {
            if (!XtExtension.TryRead(expression.Data, out var name, out var revision, out var info)) return false;
            _hasTcpOrUdp |= name is "tcp" or "udp";
            return XtMatch.TryPrint(name, revision, info, family, _header.Protocol, _modules);
        }

        if (!Comparison.TryRead(expression, ref cursor, out var comparison)) return false;
        if (comparison.Field.IsMeta(Mark)) return TryAddMark(comparison);
        if (comparison.Field.Place == FieldPlace.TransportHeader) return TryAddPorts(comparison);
        // What a module counts would depend on where it stands, and the tool prints these first.
        return _modules.Length == 0 && _ports.Module is null && _header.TryAdd(comparison);
    }

    /// <summary>Adds them as iptables-save prints them; false where it would join two modules into one.</summary>
    public bool TryPrint(StringBuilder line)
    {
        _header.Print(line);
        if (_ports.Module is not null)
        {
            if (_hasTcpOrUdp) return false;
            _modules.Insert(_portsAt, _ports.ToString());
        }

        line.Append(_modules);
        return true;
    }

    private bool TryAddPorts(in Comparison comparison)
    {
        if (_ports.Module is null) _portsAt = _modules.Length;
        return _ports.TryAdd(comparison, _header.Protocol);
    }

    private bool TryAddMark(in Comparison comparison)
    {
        if (!comparison.IsOfOneValue || comparison.Value.Length != sizeof(uint)) return false;
        var mark = new XtInfo(comparison.Value).Number(0);
        var mask = comparison.Mask.IsEmpty ? uint.MaxValue : new XtInfo(comparison.Mask).Number(0);
        XtMark.Print("mark", mark, mask, comparison.IsNegated, _modules);
        return true;
    }
}
