using System.Text;

namespace VirtAgent.Core.Readers.Kernel;

/// <summary>The module conntrack where it asks for the state alone, also as iptables writes <c>-m state</c>.</summary>
internal static class XtConntrack
{
    // struct xt_conntrack_mtinfo3 (linux/netfilter/xt_conntrack.h).
    private const int Asked = 146, Inverted = 148, States = 150, Size = 164;
    private const ushort State = 1 << 0, StateAlias = 1 << 13;

    private const ushort Source = 1 << 6, Destination = 1 << 7;

    private static readonly (ushort Bit, string Name)[] Names =
    [
        (1 << 0, "INVALID"), (1 << 3, "NEW"), (1 << 2, "RELATED"), (1 << 1, "ESTABLISHED"), (1 << 8, "UNTRACKED"),
        (Source, "SNAT"), (Destination, "DNAT"),
    ];

    /// <summary><c>--ctstate</c> or <c>--state</c>.</summary>
    public static bool TryPrint(XtInfo info, StringBuilder line)
    {
        if (!info.IsOf(Size) || !info.IsZero(..Asked) || !info.IsZero((States + sizeof(ushort))..Size)) return false;
        var isAlias = info.Short(Asked) == (State | StateAlias);
        var states = info.Short(States);
        if ((!isAlias && info.Short(Asked) != State) || (info.Short(Inverted) & ~State) != 0 || states == 0) return false;
        // The module state knows no translations.
        if (isAlias && (states & (Source | Destination)) != 0) return false;
        line.Append(isAlias ? " -m state" : " -m conntrack").Append(info.Short(Inverted) != 0 ? " ! " : " ");
        line.Append(isAlias ? "--state" : "--ctstate");
        var separator = ' ';
        foreach (var (bit, name) in Names)
        {
            if ((states & bit) == 0) continue;
            line.Append(separator).Append(name);
            separator = ',';
            states = (ushort)(states & ~bit);
        }

        return states == 0;
    }
}
