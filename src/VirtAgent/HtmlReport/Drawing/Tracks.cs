namespace VirtAgent.HtmlReport.Drawing;

/// <summary>Gives vertical stretches of wire a track each, so that two on one track never touch.</summary>
internal static class Tracks
{
    private const double Clearance = 8;

    /// <summary>The track of each stretch, from 0; short ones first, so that long ones run outside around them.</summary>
    public static IReadOnlyDictionary<T, int> Assign<T>(IEnumerable<(T Key, double Top, double Bottom)> stretches)
        where T : notnull
    {
        var tracks = new List<List<(double Top, double Bottom)>>();
        var assigned = new Dictionary<T, int>();
        var inOrder = stretches.OrderBy(stretch => stretch.Bottom - stretch.Top).ThenBy(stretch => stretch.Top);
        foreach (var (key, top, bottom) in inOrder)
        {
            var free = tracks.FindIndex(track => track.TrueForAll(
                taken => bottom + Clearance < taken.Top || taken.Bottom + Clearance < top));
            if (free < 0)
            {
                free = tracks.Count;
                tracks.Add([]);
            }

            tracks[free].Add((top, bottom));
            assigned[key] = free;
        }

        return assigned;
    }
}
