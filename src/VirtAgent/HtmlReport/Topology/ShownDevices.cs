using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Routing;

namespace VirtAgent.HtmlReport.Topology;

/// <summary>
/// Which devices are part of the picture. A container host has hundreds that are not: only ways out, what a witness passes,
/// what sits in a network's bridge and what guests are plugged into.
/// </summary>
internal static class ShownDevices
{
    /// <summary>Their names: physical ones first, then by name.</summary>
    public static IReadOnlyList<string> Of(Audit audit)
    {
        var host = audit.Host;
        var bridges = host.Networks.Select(network => network.Bridge).OfType<string>().ToHashSet();
        var nics = host.Guests.SelectMany(guest => guest.Nics).ToList();
        var taps = nics.Select(nic => nic.Tap).OfType<string>().ToHashSet();

        var shown = new HashSet<string>();
        shown.UnionWith(host.Links.Where(link => link.Kind is null && !link.Loopback).Select(link => link.Name));
        shown.UnionWith(host.Routes.Where(LeadsOut).SelectMany(route => route.Devices));
        shown.UnionWith(host.Networks.SelectMany(network => network.ForwardDevices));
        shown.UnionWith(host.Links.Where(link => IsGuestOf(link, bridges)).Select(link => link.Name));
        shown.ExceptWith(taps);

        shown.UnionWith(audit.Findings.Select(finding => finding.Witness).OfType<Witness>()
            .SelectMany(witness => new[] { witness.Packet.In, witness.Out }));
        shown.UnionWith(audit.Ports.Select(port => port.Bridge).OfType<string>());
        shown.UnionWith(nics.Select(nic => nic.SourceBridge ?? nic.SourceDevice).OfType<string>());
        shown.UnionWith(taps.Select(tap => host.Link(tap)?.Master).OfType<string>());
        shown.ExceptWith(bridges);
        return [.. shown.OrderBy(name => host.Link(name) is not { Kind: null }).ThenBy(name => name, StringComparer.Ordinal)];
    }

    private static bool LeadsOut(Route route) =>
        route is { Type: RouteType.Unicast, Destination.PrefixLength: 0 };

    // libvirt's own dummy is no guest in the bridge.
    private static bool IsGuestOf(Link link, HashSet<string> bridges) =>
        link.Master is not null && bridges.Contains(link.Master) && link.Name != link.Master + "-nic";
}
