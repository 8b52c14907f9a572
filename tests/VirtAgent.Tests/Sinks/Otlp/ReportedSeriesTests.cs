using Microsoft.Extensions.Time.Testing;
using VirtAgent.Sinks.Otlp;

namespace VirtAgent.Tests.Sinks.Otlp;

public sealed class ReportedSeriesTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_series_that_was_never_reported_is_not_exported() => Assert.Empty(Series().Export([]));

    [Fact]
    public void One_that_vanishes_goes_on_as_0_for_an_hour_and_is_forgotten_then()
    {
        var series = Series();
        Assert.Equal(["a=3"], Export(series, ("a", 3)));
        Assert.Equal(["a=0"], Export(series));
        _clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal(["b=1", "a=0"], Export(series, ("b", 1)));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["b=1"], Export(series, ("b", 1)));
        Assert.Equal(["a=2", "b=0"], Export(series, ("a", 2)));
    }

    [Fact]
    public void One_that_comes_back_has_its_hour_anew()
    {
        var series = Series();
        Export(series, ("a", 1));
        _clock.Advance(TimeSpan.FromMinutes(50));
        Export(series, ("a", 1));
        _clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(["a=0"], Export(series));
    }

    [Fact]
    public void Metrics_that_are_sent_every_hour_carry_the_0_three_times()
    {
        var series = new ReportedSeries(TimeSpan.FromHours(1), _clock);
        Export(series, ("a", 1));
        for (var export = 0; export < 3; export++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(["a=0"], Export(series));
        }

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(Export(series));
    }

    [Fact]
    public void Of_very_many_that_vanish_the_latest_are_remembered()
    {
        var series = Series();
        for (var number = 0; number < 3 * ReportedSeries.Most; number++)
        {
            Export(series, ($"{number}", 1));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var kept = Export(series);
        Assert.Equal(ReportedSeries.Most, kept.Count);
        Assert.Equal($"{(3 * ReportedSeries.Most) - 1}=0", kept[0]);
        Assert.Equal($"{2 * ReportedSeries.Most}=0", kept[^1]);
    }

    private ReportedSeries Series() => new(TimeSpan.FromMinutes(1), _clock);

    private static IReadOnlyList<string> Export(ReportedSeries series, params (string Network, long Value)[] standing) =>
    [
        .. series.Export(standing.Select(one => (one.Value, ((string, string)[])[("network", one.Network)])))
            .Select(measurement => $"{measurement.Tags[0].Value}={measurement.Value}"),
    ];
}
