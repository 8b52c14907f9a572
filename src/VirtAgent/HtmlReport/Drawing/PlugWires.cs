using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>The wires right of the places: bridge to tap, and tap to guest; a guest's further taps come to it together.</summary>
internal static class PlugWires
{
    /// <summary>From where to where the wires of each guest with several plugs run up and down, by the guest's UUID.</summary>
    public static IEnumerable<(string Key, double Top, double Bottom)> Stretches(IReadOnlyList<PlaceRow> rows)
    {
        var homes = Homes(rows);
        return from slot in rows.SelectMany(row => row.Plugs)
               where slot.Name.Count == 0
               group slot.Middle by slot.Plug.Guest.Uuid into wires
               let heights = wires.Append(homes[wires.Key].Join).ToList()
               select (wires.Key, heights.Min(), heights.Max());
    }

    public static IEnumerable<Wire> Of(IReadOnlyList<PlaceRow> rows, Columns columns, IReadOnlyDictionary<string, int> tracks)
    {
        var homes = Homes(rows);
        foreach (var slot in rows.SelectMany(row => row.Plugs))
        {
            var place = columns.Right(slot.Plug.Place);
            var tone = slot.Plug.Tone;
            var @class = $"plug {TopologyLayout.Of(tone)}";
            var rank = tone switch
            {
                Tone.Bad => 3,
                Tone.Warning => 2,
                _ => 1,
            };
            var chip = columns.Chips + columns.ChipWidth;
            yield return new Wire([(place, slot.Middle), (columns.Chips, slot.Middle)], WireEnd.Plain, @class, rank);
            if (slot.Name.Count > 0)
            {
                yield return new Wire([(chip, slot.Middle), (columns.Guests, slot.Middle)], WireEnd.Plain, @class, rank);
                continue;
            }

            var guest = slot.Plug.Guest.Uuid;
            var track = columns.PlugTrack(tracks[guest]);
            var join = homes[guest].Join;
            yield return new Wire(
                [(chip, slot.Middle), (track, slot.Middle), (track, join), (columns.Guests, join)], WireEnd.Plain, @class, rank);
        }
    }

    private static Dictionary<string, PlugSlot> Homes(IReadOnlyList<PlaceRow> rows) => rows.SelectMany(row => row.Plugs)
        .Where(slot => slot.Name.Count > 0).ToDictionary(slot => slot.Plug.Guest.Uuid);
}
