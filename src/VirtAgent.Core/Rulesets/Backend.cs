namespace VirtAgent.Core.Rulesets;

/// <summary>Which part of the kernel holds a set of iptables rules. Both may hold some at once, and both are enforced.</summary>
public enum Backend
{
    /// <summary>nf_tables, written by iptables-nft.</summary>
    Nft,

    /// <summary>x_tables, written by iptables-legacy.</summary>
    Legacy,
}
