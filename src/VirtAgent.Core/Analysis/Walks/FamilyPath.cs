using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Rulesets.Iptables;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>Everything a packet of one family meets, ready for walking.</summary>
internal sealed class FamilyPath
{
    private readonly HashSet<BaseChain> _writers = new(ReferenceEqualityComparer.Instance);
    private readonly Lazy<DestinationEdges> _edges;

    public FamilyPath(Host host, Family family)
    {
        var ruleset = IptablesLowering.Lower(host, family);
        Steps = new ForwardPath(ruleset).Steps;
        Rules = new WalkedRules(ruleset);
        Tables = new RouteTables(host, family);
        Routes = new RouteLookup(host, family, Tables);
        Devices = new WalkedDevices(host);
        Conditions = new RuleConditions(new AddressTypes(host, family, Tables, Routes), Devices, Routes);
        Sysctls = new ForwardingSysctls(host);
        Tracking = ruleset.Tracking;
        _edges = new Lazy<DestinationEdges>(() => new DestinationEdges(host, ruleset));
        foreach (var chain in Steps.SelectMany(Several).Where(chain => Rules.Writes(Rules.Of(chain)))) _writers.Add(chain);
    }

    /// <summary>Its way.</summary>
    public IReadOnlyList<PathStep> Steps { get; }

    /// <summary>Its rules.</summary>
    public WalkedRules Rules { get; }

    /// <summary>Its routes.</summary>
    public RouteTables Tables { get; }

    /// <summary>Its routing.</summary>
    public RouteLookup Routes { get; }

    /// <summary>The devices it may enter on.</summary>
    public WalkedDevices Devices { get; }

    /// <summary>What its rules' conditions say.</summary>
    public RuleConditions Conditions { get; }

    /// <summary>Whether connection tracking is on for it.</summary>
    public TrackingSwitch Tracking { get; }

    /// <summary>Its kernel parameters.</summary>
    public ForwardingSysctls Sysctls { get; }

    /// <summary>Where destinations begin to be treated differently.</summary>
    public DestinationEdges Edges => _edges.Value;

    /// <summary>
    /// Whether it matters which of <paramref name="chains"/> is called first: not while none of them writes what another could
    /// see, because a drop in any of them is as final as in the other.
    /// </summary>
    public bool OrderMatters(IReadOnlyList<BaseChain> chains) => chains.Count > 1 && chains.Any(_writers.Contains);

    private static IEnumerable<BaseChain> Several(PathStep step) => step switch
    {
        PathStep.Chains { Several: { Count: > 1 } several } => several,
        PathStep.NatChains { InOrder: { Count: > 1 } inOrder } => inOrder,
        _ => [],
    };
}
