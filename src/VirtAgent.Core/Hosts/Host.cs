using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Hosts;

/// <summary>One immutable look at a host, read from a <see cref="HostRecord"/>, with all that could not be read.</summary>
public sealed record Host
{
    /// <summary>Where and when.</summary>
    public required HostHeader Header { get; init; }

    /// <summary>Active libvirt networks by name, then those that were lost (<see cref="VirtualNetwork.IsLost"/>).</summary>
    public IReadOnlyList<VirtualNetwork> Networks { get; init; } = [];

    /// <summary>Ports of all networks.</summary>
    public IReadOnlyList<NetworkPort> Ports { get; init; } = [];

    /// <summary>Running guests.</summary>
    public IReadOnlyList<Guest> Guests { get; init; } = [];

    /// <summary>Persistent definitions, of running guests and of those that are off.</summary>
    public IReadOnlyList<Guest> Definitions { get; init; } = [];

    /// <summary>Network devices.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Addresses of the devices, both families.</summary>
    public IReadOnlyList<LinkAddress> Addresses { get; init; } = [];

    /// <summary>Routes of all tables, both families.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>Routing policy, both families.</summary>
    public IReadOnlyList<PolicyRule> PolicyRules { get; init; } = [];

    /// <summary>Kernel parameters.</summary>
    public Sysctls Sysctls { get; init; } = new(new Dictionary<string, string>());

    /// <summary>Filters and programs that meet packets beside the firewall; null where they were not observed.</summary>
    public TrafficControl? TrafficControl { get; init; }

    /// <summary>What stands on bridges, and legacy ebtables; null where it was not observed.</summary>
    public BridgeState? Bridges { get; init; }

    /// <summary>What takes packets out of packets; null where it was not observed.</summary>
    public TunnelState? Tunnels { get; init; }

    /// <summary>Answered flows of guests; null where they were not observed.</summary>
    public TrackedFlows? Flows { get; init; }

    /// <summary>
    /// Whether the record is of a version that did not observe what is beside the rules (<see cref="RecordFile.BesideRules"/>).
    /// Each is a gap, and verdicts speak of the rules alone.
    /// </summary>
    public bool HasRulesAlone { get; init; }

    /// <summary>iptables rules, up to one set for each family and backend. Tainted rules are already unmodelled here.</summary>
    public IReadOnlyList<RuleSet> RuleSets { get; init; } = [];

    /// <summary>What stands in nftables beside them.</summary>
    public NativeFirewall Native { get; init; } = NativeFirewall.None;

    /// <summary>Where iptables-save's text could not be believed.</summary>
    public IReadOnlyList<Taint> Taints { get; init; } = [];

    /// <summary>What was not observed or could not be read, the observer's own gaps included.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>
    /// The gap that covers <paramref name="source"/> (itself, or the folder it lies in), or null when it was read.
    /// </summary>
    public Gap? Unread(string source) => Gaps.FirstOrDefault(gap =>
        gap.Source == source || source.StartsWith(gap.Source + "/", StringComparison.Ordinal));

    /// <summary>
    /// What beside rules makes flows RELATED that a guest announces, in words: a sysctl of kernels before 6.0
    /// (nf_conntrack_helper.c, nf_ct_lookup_helper), and flows that a helper expects already.
    /// </summary>
    public IReadOnlyList<string> FlowHelpers =>
    [
        .. Sysctls.Number("net.netfilter.nf_conntrack_helper") > 0
            ? ["net.netfilter.nf_conntrack_helper, by which helpers read every flow on a well-known port"]
            : Array.Empty<string>(),
        .. (Flows?.Expected ?? []).Distinct().Select(helper => $"a flow that the conntrack helper {helper} expects"),
    ];

    /// <summary>The device of that name, or null.</summary>
    public Link? Link(string? name) => Links.FirstOrDefault(link => link.Name == name);

    /// <summary>The rules of one family and backend, or null where there are none.</summary>
    public RuleSet? RuleSet(Family family, Backend backend) =>
        RuleSets.FirstOrDefault(set => set.Family == family && set.Backend == backend);
}
