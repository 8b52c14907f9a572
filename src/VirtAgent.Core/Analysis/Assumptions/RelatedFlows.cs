using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>
/// What lets a guest make a flow that conntrack calls RELATED to another one: a helper that believes what guests write (a DCC
/// line opens a port to the whole world), or TPROXY, whose flows are tracked as they came, so that an ICMP error about one is
/// RELATED. The proof reckons with all that are shown.
/// </summary>
internal static class RelatedFlows
{
    /// <summary>Whether it is known what makes flows RELATED.</summary>
    public static AssumptionOutcome Check(AssumedHost host)
    {
        if (host.Host.Flows is null) return new AssumptionOutcome.Unchecked(
            $"Rules and sysctls are reckoned with; {RecordFile.Conntrack}, where a helper's expectations are, was not read");
        var helpers = host.Host.FlowHelpers;
        return new AssumptionOutcome.Holds(helpers.Count == 0
            ? "Rules are reckoned with; no sysctl and no flow has a helper beside them."
            : $"The proof reckons with {string.Join(" and ", helpers)}.");
    }
}
