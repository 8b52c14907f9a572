using VirtAgent.Core.Findings;

namespace VirtAgent.HtmlReport.Topology;

/// <summary>Who is connected to what on a host, and what crosses where it must not.</summary>
/// <param name="Places">Outside and devices first, then networks by name.</param>
/// <param name="Plugs">NICs and ports, by place.</param>
/// <param name="Passages">What is known of each network's edge.</param>
internal sealed record HostTopology(
    IReadOnlyList<Place> Places, IReadOnlyList<Plug> Plugs, IReadOnlyList<Passage> Passages)
{
    /// <summary>That of an audited host.</summary>
    public static HostTopology Of(Audit audit)
    {
        var places = new HostPlaces(audit);
        var plugs = HostPlugs.Of(audit, places);
        return new HostTopology(
            [.. places.All.Where(place => place.Kind != PlaceKind.Nowhere || plugs.Any(plug => plug.Place == place))],
            plugs,
            [.. audit.Networks.SelectMany(network => NetworkEdge.Of(audit, places, network))]);
    }
}
