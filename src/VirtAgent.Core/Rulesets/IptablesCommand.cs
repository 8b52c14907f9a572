using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Rulesets;

/// <summary>Commands of iptables(8) about one rule, put together from the words that iptables-save printed.</summary>
internal static class IptablesCommand
{
    /// <summary>Deletes the rule that iptables-save prints as <paramref name="line"/> in <paramref name="table"/>.</summary>
    /// <exception cref="ReadException">The line cannot be split into words.</exception>
    public static ShellCommand Delete(string table, string line, Family family, bool isLegacy)
    {
        var tool = (family == Family.IPv4 ? "iptables" : "ip6tables") + (isLegacy ? "-legacy" : "");
        // -A and the chain stand first: IptablesSaveReader takes no other line for a rule.
        var words = new IptablesTokenizer().Split(line).Skip(1).Select(word => word.Text);
        return new ShellCommand([tool, "-t", table, "-D", .. words]);
    }
}
