using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>Gives the destination of a new flow what a rule says (net/netfilter/nf_nat_core.c nf_nat_setup_info).</summary>
internal sealed class TranslationWalk(Journey journey)
{
    // Of more destinations than these the first are taken, and their agreement proves nothing.
    private const int MostDestinations = 32;

    /// <summary>
    /// Translates the packet. Of a range, one destination stands for all that nothing on the way treats differently; which one
    /// the kernel takes hangs on its hash of the flow, and is a choice.
    /// </summary>
    /// <returns>The outcome in the words of a trace.</returns>
    public string Translate(Statement.TranslateDestination statement, RulePlace place, int index, RuleAnswers answers)
    {
        var packet = journey.Packet;
        var ports = ProtocolNames.HasPorts(packet.Sent.Protocol) ? statement.Ports : null;
        var edges = journey.Path.Edges;
        var addresses = Addresses(statement, packet.Destination);
        var several = from address in addresses
                      from port in ports is { } range ? edges.Ports(range) : [packet.DestinationPort]
                      select (Address: address, Port: port);
        var ways = several.Take(MostDestinations + 1).ToList();
        var coversAll = ways.Count <= MostDestinations && (addresses.Count == 1 || edges.IsExact);
        var (asked, isPort) = (answers.Made, ports is not null);
        var taken = journey.Choose(place, $"{index}{asked}", Math.Min(ways.Count, MostDestinations),
            way => ways.Count == 1
                ? null
                : $"{place} picks {Name(ways[way].Address, isPort ? ways[way].Port : null)} of its destinations",
            coversAll);
        packet.Translate(ways[taken].Address, ways[taken].Port);
        if (ways.Count > 1) answers.Assumed = true;
        return $"dnat {Name(packet.Destination, isPort ? packet.DestinationPort : null)}";
    }

    private IReadOnlyList<Address> Addresses(Statement.TranslateDestination statement, Address old)
    {
        if (statement.First is not { } first) return [old];
        if (statement.Kept != 0) return [new Address(first.Family, (first.Bits & ~statement.Kept) | (old.Bits & statement.Kept))];
        return statement.Last is { } last && last != first ? journey.Path.Edges.Addresses(first, last) : [first];
    }

    private static string Name(Address address, ushort? port) => port is null ? $"{address}"
        : address.Family == Family.IPv6 ? $"[{address}]:{port}" : $"{address}:{port}";
}
