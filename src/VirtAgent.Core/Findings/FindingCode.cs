namespace VirtAgent.Core.Findings;

/// <summary>The codes findings are known by. They are a contract: dashboards, waivers and tests hold on to them.</summary>
public static class FindingCode
{
    /// <summary>A packet crosses against the promise.</summary>
    public const string ForwardLeak = "forward-leak";

    /// <summary>It would, but forwarding is off or no route sends it.</summary>
    public const string ForwardLatent = "forward-latent";

    /// <summary>It might: it depends on a match that is not modelled.</summary>
    public const string ForwardUndecided = "forward-undecided";

    /// <summary>A guest of a NAT or routed network gets out with an address that is not its network's.</summary>
    public const string ForwardSpoofed = "forward-spoofed";

    /// <summary>A packet of, or to, an isolated network passes as the reply of another one's flow.</summary>
    public const string FlowInjection = "flow-injection";

    /// <summary>An established flow that today's rules would refuse still crosses.</summary>
    public const string FlowSurvives = "flow-survives";

    /// <summary>libvirt no longer calls a network active whose bridge or guests live on.</summary>
    public const string NetworkLost = "network-lost";

    /// <summary>A device with a way out is a member of an isolated bridge.</summary>
    public const string BridgeUplink = "bridge-uplink";

    /// <summary>A tap or other device in the bridge belongs to no port of the network.</summary>
    public const string BridgeStranger = "bridge-stranger";

    /// <summary>A port's tap sits in another bridge than its plug says.</summary>
    public const string TapMoved = "tap-moved";

    /// <summary>A port's or NIC's tap has no bridge.</summary>
    public const string TapUnbridged = "tap-unbridged";

    /// <summary>A port that asks to be kept from other isolated ports is not.</summary>
    public const string PortIsolationOff = "port-isolation-off";

    /// <summary>Something on the bridge or a member can carry packets past the rules.</summary>
    public const string BypassPath = "bypass-path";

    /// <summary>IPv6 is enabled on the bridge of a network without IPv6 and without ip6 rules.</summary>
    public const string IPv6GuardOff = "ipv6-guard-off";

    /// <summary>A table whose text cannot be trusted.</summary>
    public const string RulesTainted = "rules-tainted";

    /// <summary>A NAT or routed network cannot do what it should.</summary>
    public const string PromiseBroken = "promise-broken";

    /// <summary>A live NIC names a port the network does not list.</summary>
    public const string PortGhost = "port-ghost";

    /// <summary>A listed port that no live NIC names.</summary>
    public const string PortOrphan = "port-orphan";

    /// <summary>MAC, owner or bridge differ between port, domain XML and kernel.</summary>
    public const string PortMismatch = "port-mismatch";

    /// <summary>Two live ports share a MAC on one bridge.</summary>
    public const string MacDuplicate = "mac-duplicate";

    /// <summary>A guest has NICs in an isolated and in another network.</summary>
    public const string GuestDualHomed = "guest-dual-homed";

    /// <summary>Something needed for a verdict could not be read.</summary>
    public const string SourceUnread = "source-unread";

    /// <summary>A file among the waivers cannot be used, and waives nothing.</summary>
    public const string WaiverInvalid = "waiver-invalid";

    /// <summary>A waiver has expired, and what it waived is still there.</summary>
    public const string WaiverExpired = "waiver-expired";

    /// <summary>A waiver is about a finding that there is not.</summary>
    public const string WaiverUnused = "waiver-unused";

    /// <summary>Every code, in the order in which they are documented.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        ForwardLeak, ForwardLatent, ForwardUndecided, ForwardSpoofed, FlowInjection, FlowSurvives, NetworkLost,
            BridgeUplink, BridgeStranger, TapMoved, TapUnbridged, PortIsolationOff, BypassPath, IPv6GuardOff,
        RulesTainted, PromiseBroken, PortGhost, PortOrphan, PortMismatch, MacDuplicate, GuestDualHomed, SourceUnread,
            WaiverInvalid,
        WaiverExpired, WaiverUnused,
    ];

    /// <summary>
    /// Whether a finding of this code joins what cannot be read in one step: libvirt's networks, ports and guests, and the
    /// kernel's devices and rules. While a guest or a network starts or stops, one is read before and the other after; and a
    /// waiver may be read while it is being written.
    /// </summary>
    public static bool IsJoined(string code) => code is PortGhost or PortOrphan or PortMismatch or MacDuplicate
        or NetworkLost or TapMoved or TapUnbridged or BridgeStranger or PromiseBroken or IPv6GuardOff
        or SourceUnread or RulesTainted or ForwardUndecided
        or WaiverUnused or WaiverInvalid;

    /// <summary>Whether a finding of this code can come and go with a rule.</summary>
    public static bool RestsOnRules(string code) =>
        code is ForwardLeak or ForwardLatent or ForwardUndecided or ForwardSpoofed or FlowInjection or FlowSurvives
            or PromiseBroken or IPv6GuardOff or RulesTainted;
}
