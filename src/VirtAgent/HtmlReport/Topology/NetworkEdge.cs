using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Topology;

/// <summary>What crosses the edge of one network, by its findings, and by its verdicts where there is no finding.</summary>
internal static class NetworkEdge
{
    private const int ShownWitnesses = 2;

    /// <summary>Its passages: those with a witness, those within layer 2, and one for each verdict without either.</summary>
    public static IEnumerable<Passage> Of(Audit audit, HostPlaces places, NetworkVerdict verdict)
    {
        var home = places.OfNetwork(verdict.Network.Name)!;
        var crossings = audit.Findings.Where(finding => finding.Network == home.Title && finding.Witness is not null).ToList();
        var told = crossings.Select(finding => finding.Witness!.Packet.Family).ToHashSet();
        return
        [
            .. Crossings(places, verdict.Network, home, crossings),
            .. Members(audit, places, verdict.Network, home),
            .. Verdicts(places, verdict, home, [.. new[] { Family.IPv4, Family.IPv6 }.Where(family => !told.Contains(family))]),
        ];
    }

    private static IEnumerable<Passage> Crossings(
        HostPlaces places, VirtualNetwork network, Place home, IEnumerable<Finding> findings) => findings
        .GroupBy(finding =>
        {
            var witness = finding.Witness!;
            var inward = witness.Packet.In != network.Bridge;
            var kind = finding.Severity == Severity.Critical ? PassageKind.Leaking : PassageKind.Doubtful;
            var other = places.OfDevice(inward ? witness.Packet.In : witness.Out) ?? places.Outside;
            return (Inward: inward, Other: other, Kind: kind);
        })
        .Select(group =>
        {
            var (inward, other, kind) = group.Key;
            var families = string.Join(" ", group.Select(finding => finding.Witness!.Packet.Family).Distinct().Order());
            var way = inward ? $"{other.Title} → {home.Title}" : $"{home.Title} → {other.Title}";
            var witnesses = group.Select(finding => Line(finding.Witness!.Packet)).Distinct().ToList();
            var rest = witnesses.Count - ShownWitnesses;
            var shown = rest > 0 ? [.. witnesses.Take(ShownWitnesses), $"and {rest} more"] : witnesses;
            return new Passage(home, other, inward, kind, $"{families} {way}{Word(group)}", shown);
        });

    // Devices in the bridge that are no guest's: frames pass them without meeting a rule.
    private static IEnumerable<Passage> Members(Audit audit, HostPlaces places, VirtualNetwork network, Place home) =>
        from link in audit.Host.Links
        where link.Master is not null && link.Master == network.Bridge
        let other = places.OfDevice(link.Name)
        where other is not null
        let finding = audit.Findings.FirstOrDefault(finding => finding.Subject == $"{network.Bridge} member {link.Name}")
        let kind = finding?.Severity switch
        {
            null => PassageKind.Free,
            Severity.Critical => PassageKind.Leaking,
            _ => PassageKind.Doubtful,
        }
        select new Passage(home, other, false, kind, $"layer 2 {home.Title} → {link.Name}", [$"member of {network.Bridge}"]);

    private static IEnumerable<Passage> Verdicts(
        HostPlaces places, NetworkVerdict verdict, Place home, IReadOnlyList<Family> families) => families
        .GroupBy(family => family == Family.IPv4 ? verdict.IPv4 : verdict.IPv6)
        .Select(group =>
        {
            var kind = group.Key switch
            {
                PromiseVerdict.Isolated => PassageKind.Closed,
                PromiseVerdict.Kept => PassageKind.Kept,
                PromiseVerdict.NoPromise => PassageKind.Free,
                PromiseVerdict.Leaking => PassageKind.Leaking,
                _ => PassageKind.Doubtful,
            };
            var way = verdict.Network.ForwardDevices.Count > 0 ? places.OfDevice(verdict.Network.ForwardDevices[0]) : null;
            var other = kind == PassageKind.Kept ? way ?? places.Outside : null;
            return new Passage(home, other, false, kind, $"{string.Join(" ", group)} {Names.Of(group.Key)}", []);
        });

    private static string Line(Packet packet)
    {
        var port = ProtocolNames.HasPorts(packet.Protocol) && !packet.LaterFragment ? $" port {packet.DestinationPort}" : "";
        return $"{packet.ProtocolName} {packet.Source} → {packet.Destination}{port}";
    }

    private static string Word(IEnumerable<Finding> findings) => findings.First().Code switch
    {
        FindingCode.ForwardLatent => " (latent)",
        FindingCode.ForwardUndecided => " (undecided)",
        _ => "",
    };
}
