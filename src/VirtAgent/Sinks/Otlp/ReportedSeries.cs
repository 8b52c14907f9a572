using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VirtAgent.Sinks.Otlp;

/// <summary>
/// The series of one gauge. One that vanishes is reported as 0 for a while: OTLP tells a receiver nothing when a series ends, so
/// it would go on showing the last value, a leak that is closed, for as far as it looks back (Prometheus, VictoriaMetrics:
/// five minutes). Networks come and go for years, so a series is forgotten once every receiver has heard the 0 or forgotten it
/// too.
/// </summary>
/// <param name="interval">How often metrics are sent.</param>
/// <param name="clock">Says how long ago a series vanished.</param>
internal sealed class ReportedSeries(TimeSpan interval, TimeProvider clock)
{
    /// <summary>Vanished series that are remembered; beyond these the oldest go first. The SDK has room for 2,000.</summary>
    public const int Most = 500;

    private static readonly TimeSpan LookBack = TimeSpan.FromHours(1);
    private readonly Dictionary<string, (TagList Attributes, long Reported)> _known = new(StringComparer.Ordinal);

    /// <summary>How long a vanished series goes on as 0: an hour, and three exports at least.</summary>
    public TimeSpan Kept => 3 * interval > LookBack ? 3 * interval : LookBack;

    /// <summary>What to export: <paramref name="standing"/>, then the vanished ones, the latest first.</summary>
    public IReadOnlyList<Measurement<long>> Export(IEnumerable<(long Value, (string Name, string Value)[] Attributes)> standing)
    {
        var now = clock.GetTimestamp();
        var export = new List<Measurement<long>>();
        var stand = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (value, attributes) in standing)
        {
            var tags = new TagList([.. attributes.Select(pair => KeyValuePair.Create(pair.Name, (object?)pair.Value))]);
            var key = string.Join('\0', attributes.Select(pair => pair.Value));
            stand.Add(key);
            _known[key] = (tags, now);
            export.Add(new Measurement<long>(value, tags));
        }

        var vanished = _known.Where(series => !stand.Contains(series.Key))
            .OrderByDescending(series => series.Value.Reported).ToList();
        var kept = vanished.Take(Most)
            .TakeWhile(series => clock.GetElapsedTime(series.Value.Reported, now) <= Kept).ToList();
        foreach (var series in vanished.Skip(kept.Count)) _known.Remove(series.Key);
        export.AddRange(kept.Select(series => new Measurement<long>(0, series.Value.Attributes)));
        return export;
    }
}
