using VirtAgent.Core.Hosts;
using VirtAgent.Hosting;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Tests.Observe.Hints;

public sealed class HintChannelTests
{
    private readonly HintChannel _hints = new();

    [Fact]
    public async Task What_was_taken_and_put_back_is_taken_again_with_what_came_since()
    {
        _hints.LookAtGuest("a");
        _hints.Request(new RulesetCommit(HostClock.Now(), 1, 10, "nft"));
        var taken = await _hints.TakeAsync(TestContext.Current.CancellationToken);
        _hints.LookAtPort("b");
        _hints.Request(new RulesetCommit(HostClock.Now(), 2, 20, "iptables"));

        _hints.PutBack(taken);

        var again = await _hints.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RefreshScope.Guests | RefreshScope.Ports | RefreshScope.Firewall, again.What);
        Assert.Equal(["a"], again.Guests);
        Assert.Equal(["b"], again.Ports);
        Assert.Equal([10, 20], again.Commits.Select(commit => commit.Pid));
    }

    [Fact]
    public async Task Hints_of_two_times_are_hints_for_both()
    {
        _hints.LookAtPort("a");
        var first = await _hints.TakeAsync(TestContext.Current.CancellationToken);
        _hints.LookAtGuest("b");
        var both = first.With(await _hints.TakeAsync(TestContext.Current.CancellationToken));
        Assert.Equal((RefreshScope.Guests | RefreshScope.Ports, "a", "b"),
            (both.What, both.Ports.Single(), both.Guests.Single()));
    }
}
