using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>The wires left of the places: from each network's edge to where its traffic goes, those to one end joined.</summary>
internal static class PassageWires
{
    private const double Merge = 8;

    /// <summary>From where to where each bus runs up and down.</summary>
    public static IEnumerable<(Bus Key, double Top, double Bottom)> Stretches(IReadOnlyList<PlaceRow> rows)
    {
        var ends = rows.ToDictionary(row => row.Place);
        return from slot in rows.SelectMany(row => row.Passages)
               let bus = Bus.Of(slot.Passage)
               where bus is not null
               group slot.Wire by bus.Value into wires
               let heights = wires.Append(ends[wires.Key.Other].Arrival(wires.Key)).ToList()
               select (wires.Key, heights.Min(), heights.Max());
    }

    /// <summary>
    /// All of them. What the wires of a bus share is drawn once, or the gaps of one dashed wire would be filled by the next.
    /// </summary>
    public static IEnumerable<Wire> Of(IReadOnlyList<PlaceRow> rows, Columns columns, IReadOnlyDictionary<Bus, int> tracks)
    {
        var ends = rows.ToDictionary(row => row.Place);
        foreach (var slot in rows.SelectMany(row => row.Passages).Where(slot => slot.Passage.Other is null))
        {
            var kind = slot.Passage.Kind;
            yield return new Wire(
                [(columns.Places, slot.Wire), (columns.Labels + 2, slot.Wire)], EndOf(kind), TopologyLayout.Of(kind), (int)kind);
        }

        foreach (var slots in rows.SelectMany(row => row.Passages).ToLookup(slot => Bus.Of(slot.Passage)))
        {
            if (slots.Key is not { } bus) continue;
            var track = columns.PassageTrack(tracks[bus]);
            (double X, double Y) arrival = (columns.Left(bus.Other), ends[bus.Other].Arrival(bus));
            var (first, last) = (slots.MinBy(slot => slot.Wire)!, slots.MaxBy(slot => slot.Wire)!);
            foreach (var slot in slots)
            {
                var outer = (slot == first && slot.Wire < arrival.Y) || (slot == last && slot.Wire > arrival.Y);
                var shared = slot == last && first.Wire < arrival.Y;
                yield return Joined(bus, (columns.Places, slot.Wire), track, outer ? arrival : null, shared);
            }
        }
    }

    private static Wire Joined(Bus bus, (double X, double Y) home, double track, (double X, double Y)? arrival, bool shared)
    {
        List<(double X, double Y)> points = [home, (track, home.Y)];
        if (arrival is { } there) points.Add((track, there.Y));
        if (arrival is { } end) points.Add(shared ? (track + Merge, end.Y) : end);
        if (bus.Inward) points.Reverse();
        var arrives = bus.Inward || (arrival is not null && !shared);
        return new Wire(points, arrives ? WireEnd.Arrow : WireEnd.Plain, TopologyLayout.Of(bus.Kind), (int)bus.Kind);
    }

    private static WireEnd EndOf(PassageKind kind) => kind switch
    {
        PassageKind.Closed => WireEnd.Bar,
        PassageKind.Doubtful or PassageKind.Leaking => WireEnd.Ring,
        _ => WireEnd.Plain,
    };
}
