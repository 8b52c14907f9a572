using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// Where copies of packets go (net/ipv4/netfilter/nf_dup_ipv4.c): to a gateway by the host's own routes, past the hooks of the
/// packet's way, but not past output and postrouting.
/// </summary>
internal sealed class CopySets(Host host, ForwardSets sets)
{
    /// <summary>
    /// The packets with the device that a copy of them leaves on, and whether nothing on its own way may stop it.
    /// </summary>
    public (PacketSet Packets, bool Sure) Leaving(Departure departure)
    {
        var space = sets.Space;
        var packets = departure.Packets.Forget(space.Out);
        var device = departure.Copy is { } copy ? copy.Device ?? Towards(copy.Gateway) : null;
        if (device is null || sets.Devices.Number(device) is not { } number)
            return (packets & sets.Devices.Where(space, space.Out, _ => true), false);
        return (packets & space.Is(space.Out, number), !MayBeStopped());
    }

    /// <summary>The device that the host's own route to an address leads out of, where there is one answer.</summary>
    private string? Towards(Address? gateway)
    {
        if (gateway is not { } to || !sets.Routes.RoutesRead || sets.Routes.HasCustomRules) return null;
        var best = host.Routes.Where(route => route is { Table: "main", Dead: false, Type: RouteType.Unicast }
            && route.Destination.Contains(to))
            .OrderByDescending(route => route.Destination.Mask.PopCount).ThenBy(route => route.Metric).FirstOrDefault();
        return best is { Devices: [var device] } ? device : null;
    }

    private bool MayBeStopped() => sets.Rules.Tables.Any(table =>
    {
        var late = table.Chains.Values
            .Where(chain => chain.Hook is { Point: HookPoint.Output or HookPoint.Postrouting }).ToList();
        return late.Exists(chain => chain.Hook!.Drops) || table.StatementsFrom(late).Any(statement =>
            statement is Statement.Verdict { Kind: VerdictKind.Drop or VerdictKind.Reject } or Statement.Unknown);
    });
}
