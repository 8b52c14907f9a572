using VirtAgent.Hosting;

namespace VirtAgent.Tests.Hosting;

public sealed class BackoffTests
{
    [Fact]
    public void Pauses_double_up_to_the_longest_and_are_never_the_same_for_all()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.All(Enumerable.Repeat(3, 50), failures => Assert.InRange(backoff.After(failures).TotalSeconds, 2, 4));
        Assert.All(Enumerable.Repeat(1_000_000, 50), failures => Assert.InRange(backoff.After(failures).TotalSeconds, 30, 60));
        Assert.True(Enumerable.Range(0, 50).Select(_ => backoff.After(3)).Distinct().Count() > 1);
    }
}
