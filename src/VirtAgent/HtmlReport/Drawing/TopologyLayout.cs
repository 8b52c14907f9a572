using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>
/// Lays a topology out in rows, so that eighteen networks need no more width than one and text is never made smaller: what
/// crosses and where to at the left, then places with the outside on top, taps, guests. Nothing overlaps by construction:
/// every text has a slot of its own in its column, and wires bend in the two strips of tracks where there is no text.
/// </summary>
internal static class TopologyLayout
{
    private const double Head = 28;
    private const double DeviceGap = 7;
    private const double NetworkGap = 18;

    /// <summary>The picture of <paramref name="topology"/>.</summary>
    public static Picture Of(HostTopology topology)
    {
        var rows = Rows(topology);
        var passageTracks = Tracks.Assign(PassageWires.Stretches(rows));
        var plugTracks = Tracks.Assign(PlugWires.Stretches(rows));
        var columns = new Columns(rows, Count(passageTracks), Count(plugTracks));
        var plugs = rows.SelectMany(row => row.Plugs).ToList();
        return new Picture(
            columns.Width,
            End(rows) + 1,
            [
                .. rows.Select(row => PlaceBox(row, rows, columns)),
                .. rows.SelectMany(row => row.Text.Badges(columns.PlaceText(row.Place), row.TextTop)),
                .. plugs.Select(slot => new Box(
                    columns.Chips, slot.Top, columns.ChipWidth, slot.ChipHeight, $"chip {Of(slot.Plug.Tone)}")),
                .. plugs.Where(slot => slot.Name.Count > 0)
                    .Select(slot => new Box(columns.Guests, slot.Top, columns.GuestWidth, slot.Height, "guest")),
            ],
            [
                .. Captions(columns, plugs.Count > 0),
                .. rows.SelectMany(row => row.Text.Labels(columns.PlaceText(row.Place), row.TextTop)),
                .. rows.SelectMany(row => row.Passages).SelectMany(slot => slot.Labels)
                    .Select(label => label with { X = columns.Labels + 8 }),
                .. plugs.SelectMany(slot => ChipText(columns, slot)),
                .. plugs.SelectMany(slot => GuestText(columns, slot)),
            ],
            [.. PassageWires.Of(rows, columns, passageTracks), .. PlugWires.Of(rows, columns, plugTracks)],
            [
                0,
                .. rows.Where(row => row.Place.Kind is PlaceKind.Network or PlaceKind.Nowhere)
                    .Select(row => row.Top - NetworkGap / 2),
                End(rows) + 1,
            ]);
    }

    /// <summary>The word of a tone or kind in the style sheet.</summary>
    public static string Of<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();

    private static List<PlaceRow> Rows(HostTopology topology)
    {
        var homes = topology.Plugs.GroupBy(plug => plug.Guest.Uuid).ToDictionary(guest => guest.Key, guest => guest.First());
        var rows = new List<PlaceRow>();
        foreach (var place in topology.Places)
        {
            var top = rows.Count == 0 ? Head
                : place.Kind == PlaceKind.Device ? rows[^1].Bottom + DeviceGap
                : End(rows) + NetworkGap;
            rows.Add(new PlaceRow(place, top, topology, homes));
        }

        return rows;
    }

    private static int Count<T>(IReadOnlyDictionary<T, int> tracks) => tracks.Values.DefaultIfEmpty(-1).Max() + 1;

    // The frame of the outside goes on below the last device.
    private static double End(IReadOnlyList<PlaceRow> rows) =>
        rows[^1].Bottom + (rows[^1].Place.Kind == PlaceKind.Device ? DeviceGap : 0);

    // Devices stand in the frame of the outside, because that is where they lead.
    private static Box PlaceBox(PlaceRow row, IReadOnlyList<PlaceRow> rows, Columns columns)
    {
        var bottom = row.Place.Kind == PlaceKind.Outside
            ? End([.. rows.TakeWhile(other => other.Place.Kind is PlaceKind.Outside or PlaceKind.Device)])
            : row.Bottom;
        var left = columns.Left(row.Place);
        return new Box(left, row.Top, columns.Right(row.Place) - left, bottom - row.Top, ClassOf(row.Place));
    }

    private static string ClassOf(Place place) => $"place {Of(place.Kind)} {Of(place.Tone)}";

    private static IEnumerable<Label> Captions(Columns columns, bool plugs)
    {
        yield return new Label(columns.Labels + 8, 0, "WHAT CROSSES", Face.Small, "caption");
        yield return new Label(columns.Places, 0, "DEVICES AND NETWORKS", Face.Small, "caption");
        if (!plugs) yield break;
        yield return new Label(columns.Chips, 0, "TAPS", Face.Small, "caption");
        yield return new Label(columns.Guests, 0, "GUESTS", Face.Small, "caption");
    }

    private static IEnumerable<Label> ChipText(Columns columns, PlugSlot slot)
    {
        var top = slot.Middle - slot.Lines.Count * Face.Small.Line / 2;
        return slot.Lines.Select((line, number) => new Label(
            columns.ChipText,
            top + number * Face.Small.Line,
            line,
            number == 0 ? Face.Lead : Face.Small,
            number > 1 ? Of(slot.Plug.Tone) : ""));
    }

    private static IEnumerable<Label> GuestText(Columns columns, PlugSlot slot)
    {
        var top = slot.Top + (slot.Height - slot.Name.Count * Face.Name.Line) / 2;
        return slot.Name.Select((line, number) => new Label(columns.GuestText, top + number * Face.Name.Line, line, Face.Name));
    }
}
