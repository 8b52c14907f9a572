using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>Everything a packet of one family meets, ready for walking.</summary>
internal sealed class FamilyPath
{
    public FamilyPath(Host host, Family family)
    {
        Rules = new WalkedRules(host, family);
        Tables = new RouteTables(host, family);
        Routes = new RouteLookup(host, family, Tables);
        Conditions = new RuleConditions(new AddressTypes(host, family, Tables, Routes));
        Sysctls = new ForwardingSysctls(host);
        Tracked = Tracking.Of(host, family);
    }

    /// <summary>Its rules.</summary>
    public WalkedRules Rules { get; }

    /// <summary>Its routes.</summary>
    public RouteTables Tables { get; }

    /// <summary>Its routing.</summary>
    public RouteLookup Routes { get; }

    /// <summary>What its rules' matches say.</summary>
    public RuleConditions Conditions { get; }

    /// <summary>Whether connection tracking is on for it.</summary>
    public Truth Tracked { get; }

    /// <summary>Its kernel parameters.</summary>
    public ForwardingSysctls Sysctls { get; }
}
