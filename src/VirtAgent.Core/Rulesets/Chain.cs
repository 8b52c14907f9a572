namespace VirtAgent.Core.Rulesets;

/// <summary>A chain of a table: a base chain where it has a hook, else one that rules jump to.</summary>
/// <param name="Name">FORWARD, LIBVIRT_FWO…</param>
/// <param name="Hook">Where the kernel calls it; null for a chain that only rules lead to.</param>
/// <param name="Rules">In order.</param>
public sealed record Chain(string Name, BaseHook? Hook, IReadOnlyList<ChainRule> Rules);

/// <summary>Where and when the kernel calls a base chain, and what its end means.</summary>
/// <param name="Point">The hook.</param>
/// <param name="Priority">Lower ones run first (NF_IP_PRI_*); of a nat chain, its place among the nat chains of the hook.</param>
/// <param name="IsNat">Whether only the first packet of a tracked flow is shown to it (nf_nat_core.c nf_nat_inet_fn).</param>
/// <param name="Drops">Whether its policy ends the packet.</param>
public sealed record BaseHook(HookPoint Point, int Priority, bool IsNat, bool Drops);

/// <summary>The places on a packet's way where chains are called, in the order in which a forwarded packet meets them.</summary>
public enum HookPoint
{
    /// <summary>netdev's ingress of the device it enters on.</summary>
    Ingress,

    /// <summary>The bridge family's prerouting, for a frame that enters on a member of a bridge.</summary>
    BridgePrerouting,

    /// <summary>
    /// The bridge family's input, for a frame that the bridge gives to the host to be routed or taken (br_pass_frame_up).
    /// </summary>
    BridgeInput,

    /// <summary>Before routing.</summary>
    Prerouting,

    /// <summary>For packets that are the host's own.</summary>
    Input,

    /// <summary>For packets that are forwarded.</summary>
    Forward,

    /// <summary>For packets that the host itself sends.</summary>
    Output,

    /// <summary>On the way out, forwarded or sent.</summary>
    Postrouting,
}
