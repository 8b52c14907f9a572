using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Rulesets;

/// <summary>Commands of iptables(8) about one rule, put together from the words that iptables-save printed.</summary>
internal static class IptablesCommand
{
    /// <summary>Deletes <paramref name="rule"/> of <paramref name="family"/> and <paramref name="backend"/>.</summary>
    /// <exception cref="ReadException">Its text cannot be split into words.</exception>
    public static ShellCommand Delete(Rule rule, Family family, Backend backend)
    {
        var tool = (family == Family.IPv4 ? "iptables" : "ip6tables") + (backend == Backend.Legacy ? "-legacy" : "");
        // -A and the chain stand first: IptablesSaveReader takes no other line for a rule.
        var conditions = new IptablesTokenizer().Split(rule.Text).Skip(2).Select(word => word.Text);
        return new ShellCommand([tool, "-t", rule.Table, "-D", rule.Chain, .. conditions]);
    }
}
