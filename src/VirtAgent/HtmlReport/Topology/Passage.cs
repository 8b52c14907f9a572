namespace VirtAgent.HtmlReport.Topology;

/// <summary>Traffic across the edge of a network, or that there is none.</summary>
/// <param name="Home">The network.</param>
/// <param name="Other">Where it goes to or comes from; null where nothing crosses or nobody knows.</param>
/// <param name="Inward">Whether it comes into the network.</param>
/// <param name="Kind">What is known of it.</param>
/// <param name="Title">Families and direction: <c>IPv4 lab → dmz</c>.</param>
/// <param name="Witnesses">Packets that cross, a line each.</param>
internal sealed record Passage(
    Place Home, Place? Other, bool Inward, PassageKind Kind, string Title, IReadOnlyList<string> Witnesses);
