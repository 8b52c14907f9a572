using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets;

/// <summary>
/// One thing that a rule does, in the order the kernel does it. An iptables rule is matches and then one verdict; nft may mix
/// them (<c>meta mark set 1 meta mark 1 drop</c>).
/// </summary>
public abstract record Statement
{
    private Statement()
    {
    }

    /// <summary>Goes on within the rule where the condition holds, and behind the rule where it does not.</summary>
    public sealed record Match(Condition Condition) : Statement;

    /// <summary>
    /// Ends the packet where the condition does not hold: an x_tables match that cannot read its header
    /// (<c>hotdrop</c>, net/netfilter/xt_tcpudp.c).
    /// </summary>
    public sealed record Require(Condition Condition) : Statement;

    /// <summary>
    /// The mark becomes (mark and not <paramref name="Mask"/>) xor <paramref name="Value"/> (net/netfilter/xt_mark.c).
    /// </summary>
    public sealed record SetMark(uint Value, uint Mask) : Statement;

    /// <summary>The packet is excepted from connection tracking (CT --notrack, nft notrack).</summary>
    public sealed record Untrack : Statement;

    /// <summary>A new flow's destination is rewritten; ends the chain, and no later nat chain is asked (nf_nat_core.c).</summary>
    /// <param name="First">Lowest new destination, null when only the port changes.</param>
    /// <param name="Last">Highest new destination; equals <paramref name="First"/> for one address.</param>
    /// <param name="Ports">New destination port or ports, null when they stay.</param>
    /// <param name="Kept">Bits of the old destination that stay as they were (NETMAP); 0 otherwise.</param>
    public sealed record TranslateDestination(Address? First, Address? Last, PortRange? Ports, Bits128 Kept) : Statement
    {
        /// <summary>Whether there is one answer for each packet; of several addresses or ports the kernel picks one.</summary>
        public bool IsSingle => First == Last && (Ports is not { } range || range.First == range.Last);
    }

    /// <summary>A new flow is sent to the host itself (REDIRECT); ends the chain.</summary>
    public sealed record Redirect : Statement;

    /// <summary>
    /// A new flow's source is rewritten (MASQUERADE, SNAT); ends the chain, and changes only what the far side sees.
    /// </summary>
    public sealed record TranslateSource : Statement;

    /// <summary>
    /// A copy of the packet is sent on past every later hook of its way (TEE, dup): to <paramref name="Gateway"/> by the host's
    /// own routes, or straight out of <paramref name="Device"/>. The packet itself goes on.
    /// </summary>
    public sealed record Copy(Address? Gateway, string? Device) : Statement;

    /// <summary>What ends a rule.</summary>
    /// <param name="Kind">What it does.</param>
    /// <param name="Chain">The chain of a jump or goto.</param>
    public sealed record Verdict(VerdictKind Kind, string? Chain = null) : Statement;

    /// <summary>
    /// Something that is not modelled, which may or may not do each of <paramref name="Effects"/> and may go on.
    /// </summary>
    /// <param name="Text">As printed.</param>
    /// <param name="Effects">What the kernel lets it do.</param>
    public sealed record Unknown(string Text, Effects Effects) : Statement;
}
