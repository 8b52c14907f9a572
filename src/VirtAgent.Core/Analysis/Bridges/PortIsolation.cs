using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>
/// <c>port-isolation-off</c>: <c>&lt;port isolated='yes'/&gt;</c> is a flag of the bridge port in the kernel (BR_ISOLATED,
/// net/bridge/br_private.h should_deliver), which whoever may configure devices can take away again.
/// </summary>
internal static class PortIsolation
{
    /// <summary>The NICs in <paramref name="bridge"/> that ask to be kept from each other and are not.</summary>
    public static IEnumerable<Finding> Of(VirtualNetwork network, string bridge, IReadOnlyList<LiveNic> nics)
    {
        var asking = (from nic in nics
                      where nic is { Isolated: true, Placement.Place: TapPlace.InPlace }
                      let link = nic.Placement.Link
                      where link.Master == bridge
                      select (Nic: nic, Link: link)).ToList();
        // One that nobody else is to be kept from talks to no guest that it could not have talked to.
        var severity = asking.Count > 1 ? Severity.Critical : Severity.Warning;
        return asking.Where(one => one.Link.Isolated != true).Select(one => new Finding
        {
            Code = FindingCode.PortIsolationOff,
            Severity = severity,
            Network = network.Name,
            Subject = one.Nic.Subject,
            Summary = $"The {one.Nic.Subject} is not kept from the other isolated ports of network {network.Name}: its XML says "
                + "<port isolated='yes'/>, and the kernel's flag is off.",
            Remedy = $"Set it again with {Repair.Isolate(one.Link.Name)}, and find out who took it away.",
            Evidence =
            [
                $"'ip -d link show dev {one.Link.Name}' says isolated off.",
                .. asking.Where(other => other != one).Select(other => $"The {other.Nic.Subject} asks to be isolated as well."),
            ],
        });
    }
}
