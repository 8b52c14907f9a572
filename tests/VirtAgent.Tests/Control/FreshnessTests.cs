using VirtAgent.Control;

namespace VirtAgent.Tests.Control;

public sealed class FreshnessTests
{
    private static readonly Freshness Fresh = new(Seconds(31), Seconds(21), null, Seconds(30));

    [Fact]
    public void A_proof_of_the_last_resync_is_fresh() => Assert.Null(Fresh.Stale);

    [Fact]
    public void A_loop_that_hangs_is_not_however_long_resync_is()
    {
        var hung = Fresh with { SinceTurn = Freshness.TurnLimit + Seconds(1), Resync = TimeSpan.FromHours(1) };
        Assert.StartsWith("The running agent hangs: its loop turned 56 s ago", hung.Stale, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_that_turns_without_looking_is_not_beyond_two_resyncs()
    {
        Assert.Null((Fresh with { SinceProof = Seconds(75), SinceTurn = Seconds(1) }).Stale);
        Assert.Contains("76 s ago, and 75 s is the limit",
            (Fresh with { SinceProof = Seconds(76), SinceTurn = Seconds(1) }).Stale, StringComparison.Ordinal);
        Assert.Null((Fresh with { SinceProof = TimeSpan.FromHours(2), Resync = TimeSpan.FromHours(1) }).Stale);
    }

    [Fact]
    public void A_look_that_failed_is_not_at_once() =>
        Assert.Contains("one odd rule", (Fresh with { Failure = "one odd rule" }).Stale, StringComparison.Ordinal);

    [Fact]
    public void Before_the_first_look_nothing_is_told() =>
        Assert.Contains("not looked at everything yet", new Freshness(null, null, null, Seconds(30)).Stale,
            StringComparison.Ordinal);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
