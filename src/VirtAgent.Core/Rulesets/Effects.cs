namespace VirtAgent.Core.Rulesets;

/// <summary>What a statement that is not modelled may do to a packet, as far as the kernel lets it.</summary>
[Flags]
public enum Effects
{
    /// <summary>Nothing that a rule, a route or a verdict depends on.</summary>
    None = 0,

    /// <summary>End the base chain and let the packet go on.</summary>
    Accept = 1,

    /// <summary>End the packet, keep it, or hand it to a process of the host.</summary>
    Drop = 2,

    /// <summary>Write the firewall mark.</summary>
    Mark = 4,

    /// <summary>Except it from connection tracking.</summary>
    Untrack = 8,

    /// <summary>
    /// Write its addresses or its header: a translation, or a process that gives back another packet (NFQUEUE).
    /// </summary>
    Rewrite = 16,

    /// <summary>Send a copy, or the packet itself, past the hooks that follow.</summary>
    Copy = 32,

    /// <summary>Make packets of other flows RELATED: a conntrack helper, a proxy that tracks a flow untranslated.</summary>
    Relate = 64,

    /// <summary>Write a header field that only matches read which are not modelled (TTL, DSCP…).</summary>
    Header = 128,

    /// <summary>All of them.</summary>
    Anything = Accept | Drop | Mark | Untrack | Rewrite | Copy | Relate | Header,
}
