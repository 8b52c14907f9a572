using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>Left edges and widths of the columns, from the widest text of each and the number of tracks between them.</summary>
internal sealed record Columns
{
    /// <summary>Distance between two tracks, in px.</summary>
    private const double Pitch = 12;
    private const double PlacePadding = 12;
    private const double ChipPadding = 9;
    private const double Stub = 26;

    /// <summary>By how much devices are narrower than the frame of the outside, in which they stand.</summary>
    private const double Inset = 9;

    /// <summary>Makes the columns as wide as these rows and tracks need.</summary>
    public Columns(IReadOnlyList<PlaceRow> rows, int passageTracks, int plugTracks)
    {
        var plugs = rows.SelectMany(row => row.Plugs).ToList();
        var labels = rows.SelectMany(row => row.Passages).SelectMany(slot => slot.Labels).Select(label => label.Right);
        Labels = 4 + Pitch * (passageTracks + 1);
        Places = Labels + labels.DefaultIfEmpty(120).Max() + 2 * Pitch;
        PlaceWidth = Math.Max(rows.Max(row => row.Text.Width + 2 * InsetOf(row.Place)) + 2 * PlacePadding, 150);
        Chips = Places + PlaceWidth + Stub;
        ChipWidth = plugs.Count == 0 ? 0 : plugs.Max(plug => plug.ChipText) + 2 * ChipPadding;
        Guests = Chips + ChipWidth + Stub + Pitch * plugTracks;
        GuestWidth = plugs.Count == 0 ? 0 : plugs.Max(plug => plug.NameText) + 2 * PlacePadding;
        Width = plugs.Count == 0 ? Places + PlaceWidth + 1 : Guests + GuestWidth + 1;
    }

    /// <summary>What is said of the passages.</summary>
    public double Labels { get; }

    /// <summary>The places' boxes.</summary>
    public double Places { get; }

    /// <summary>Width of each.</summary>
    public double PlaceWidth { get; }

    /// <summary>The taps.</summary>
    public double Chips { get; }

    /// <summary>Width of each.</summary>
    public double ChipWidth { get; }

    /// <summary>Where text on a tap begins.</summary>
    public double ChipText => Chips + ChipPadding;

    /// <summary>The guests' boxes.</summary>
    public double Guests { get; }

    /// <summary>Width of each.</summary>
    public double GuestWidth { get; }

    /// <summary>Where text in a guest's box begins.</summary>
    public double GuestText => Guests + PlacePadding;

    public double Width { get; }

    /// <summary>Left edge of a place's box.</summary>
    public double Left(Place place) => Places + InsetOf(place);

    /// <summary>Right edge of a place's box.</summary>
    public double Right(Place place) => Places + PlaceWidth - InsetOf(place);

    /// <summary>Where text in a place's box begins.</summary>
    public double PlaceText(Place place) => Left(place) + PlacePadding;

    /// <summary>Where a track left of the labels runs.</summary>
    public double PassageTrack(int track) => Labels - Pitch * (track + 0.5);

    /// <summary>Where a track between taps and guests runs.</summary>
    public double PlugTrack(int track) => Chips + ChipWidth + Pitch * (track + 1);

    private static double InsetOf(Place place) => place.Kind == PlaceKind.Device ? Inset : 0;
}
