using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Rulesets;

/// <summary>What a rule does with the packets it matches; the closed set of kinds both evaluators understand.</summary>
public abstract record Target
{
    private Target()
    {
    }

    /// <summary>Ends this table's chain; the packet goes on to the next hook.</summary>
    public sealed record Accept : Target;

    /// <summary>Ends the packet (DROP, REJECT).</summary>
    /// <param name="WithError">Whether the sender is told (REJECT).</param>
    public sealed record Drop(bool WithError) : Target;

    /// <summary>Back behind the rule that jumped here; in a built-in chain, the policy.</summary>
    public sealed record Return : Target;

    /// <summary><c>-j CHAIN</c>: into a user chain and, at its end, on with the next rule here.</summary>
    public sealed record Jump(string Chain) : Target;

    /// <summary><c>-g CHAIN</c>: into a user chain and, at its end, back to where the last jump came from.</summary>
    public sealed record Goto(string Chain) : Target;

    /// <summary>Nothing that decides or changes the path: LOG, CHECKSUM, TCPMSS, no target at all…</summary>
    public sealed record Continue : Target;

    /// <summary><c>MARK</c>: mark becomes (mark and not <paramref name="Mask"/>) xor <paramref name="Value"/>; goes on.</summary>
    public sealed record SetMark(uint Value, uint Mask) : Target;

    /// <summary>The mark becomes something that is not modelled (<c>CONNMARK --restore-mark</c>); goes on.</summary>
    public sealed record ForgetMark : Target;

    /// <summary><c>CT --notrack</c>, <c>NOTRACK</c>: the packet becomes UNTRACKED; goes on.</summary>
    public sealed record Untrack : Target;

    /// <summary><c>DNAT</c> of a new flow. Ends the nat chain.</summary>
    /// <param name="First">Lowest new destination, null when only the port changes.</param>
    /// <param name="Last">Highest new destination; equals <paramref name="First"/> for one address.</param>
    /// <param name="Ports">New destination port or ports, null when they stay.</param>
    public sealed record DestinationNat(Address? First, Address? Last, PortRange? Ports) : Target;

    /// <summary><c>REDIRECT</c> of a new flow: to the host itself, so it is not forwarded. Ends the nat chain.</summary>
    public sealed record Redirect : Target;

    /// <summary>
    /// <c>MASQUERADE</c> or <c>SNAT</c> of a new flow. Ends the nat chain; changes only what the far side sees.
    /// </summary>
    public sealed record SourceNat : Target;

    /// <summary>Anything else: may accept, may drop, may let it go on.</summary>
    public sealed record Unmodelled(string Text) : Target;
}
