using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>
/// A row of the picture: one place, with its passages at the left and its plugs at the right. All three have their own
/// heights; the row has the largest, and so has the place's box, so that every wire meets it at its side.
/// </summary>
internal sealed class PlaceRow
{
    private const double Padding = 9;
    private const double ArrivalHeight = 14;
    private const double PlugGap = 7;

    private readonly Dictionary<Bus, double> _arrivals = [];

    /// <summary>Below <paramref name="top"/>.</summary>
    /// <param name="place">The place.</param>
    /// <param name="top">Upper edge.</param>
    /// <param name="topology">What the place is part of.</param>
    /// <param name="homes">First plug of each guest, beside which the guest's box stands.</param>
    public PlaceRow(Place place, double top, HostTopology topology, IReadOnlyDictionary<string, Plug> homes)
    {
        Place = place;
        Top = top;
        Text = new PlaceText(place);
        Passages = Slots(topology.Passages.Where(passage => passage.Home == place));
        var left = Passages.Count > 0 ? Passages[^1].Bottom : top + Padding;
        foreach (var bus in topology.Passages.Select(Bus.Of).OfType<Bus>().Where(bus => bus.Other == place).Distinct())
        {
            _arrivals[bus] = left + ArrivalHeight / 2;
            left += ArrivalHeight;
        }

        Plugs = Slots(topology, homes);
        var right = Plugs.Count > 0 ? Plugs[^1].Top + Plugs[^1].Height : top;
        Bottom = Math.Max(Math.Max(top + Padding + Text.Height, left), right) + Padding;
    }
    public Place Place { get; }

    /// <summary>What its box says.</summary>
    public PlaceText Text { get; }
    public double Top { get; }
    public double Bottom { get; }

    /// <summary>Where its text begins.</summary>
    public double TextTop => Top + Padding;

    /// <summary>What is known of its edge.</summary>
    public IReadOnlyList<PassageSlot> Passages { get; }

    /// <summary>Who is plugged in.</summary>
    public IReadOnlyList<PlugSlot> Plugs { get; }

    /// <summary>Height at which the passages of other places arrive.</summary>
    public double Arrival(Bus bus) => _arrivals[bus];

    private List<PassageSlot> Slots(IEnumerable<Passage> passages)
    {
        var slots = new List<PassageSlot>();
        foreach (var passage in passages) slots.Add(new PassageSlot(passage, slots.Count > 0 ? slots[^1].Bottom : Top + Padding));
        return slots;
    }

    private List<PlugSlot> Slots(HostTopology topology, IReadOnlyDictionary<string, Plug> homes)
    {
        var slots = new List<PlugSlot>();
        var top = Top + Padding;
        foreach (var plug in topology.Plugs.Where(plug => plug.Place == Place))
        {
            var isHome = ReferenceEquals(homes[plug.Guest.Uuid], plug);
            slots.Add(new PlugSlot(plug, top, isHome ? topology.Plugs.Count(other => other.Guest.Uuid == plug.Guest.Uuid) : 0));
            top += slots[^1].Height + PlugGap;
        }

        return slots;
    }
}
