namespace VirtAgent.Core.Rulesets;

/// <summary>How a rule ends (net/netfilter/nf_tables_core.c nft_do_chain, net/ipv4/netfilter/ip_tables.c ipt_do_table).</summary>
public enum VerdictKind
{
    /// <summary>Ends the base chain; the packet goes on to the next one.</summary>
    Accept,

    /// <summary>Ends the packet.</summary>
    Drop,

    /// <summary>Ends the packet and tells its sender.</summary>
    Reject,

    /// <summary>Back behind the rule that jumped here; in a base chain, its policy.</summary>
    Return,

    /// <summary>Into another chain, and back behind this rule at its end.</summary>
    Jump,

    /// <summary>Into another chain, and at its end back to where the last jump came from.</summary>
    Goto,
}
