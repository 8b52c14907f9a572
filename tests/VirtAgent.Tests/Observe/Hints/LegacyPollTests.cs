using VirtAgent.Observe.Hints;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Hints;

public sealed class LegacyPollTests : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(5);

    private readonly TemporaryFolder _proc = new();
    private readonly Listener _listener = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public async Task While_a_legacy_table_is_there_it_is_looked_at_again_and_again()
    {
        _proc.Write("net/ip_tables_names", "");
        _proc.Write("net/ip6_tables_names", "filter\n");
        using var poll = Start();
        await _listener.Doubts(RefreshScope.LegacyFirewall);
        await _listener.Doubts(RefreshScope.LegacyFirewall);
    }

    [Fact]
    public async Task A_table_that_comes_or_goes_is_looked_at()
    {
        using var poll = Start();
        _proc.Write("net/ip_tables_names", "filter\n");
        await _listener.Doubts(RefreshScope.LegacyFirewall);
        File.Delete(Path.Combine(_proc.Path, "net/ip_tables_names"));
        await _listener.Doubts(RefreshScope.LegacyFirewall);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_told()
    {
        Directory.CreateDirectory(Path.Combine(_proc.Path, "net/ip_tables_names"));
        using var poll = Start();
        var (source, reason) = await _listener.Trouble();
        Assert.Equal("legacy-poll", source);
        Assert.Contains("ip_tables_names may not be read", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timer_doubts_everything_every_period()
    {
        using var resync = new ResyncTimer(_listener.Hints, Often, _listener.Tell);
        resync.Start();
        await _listener.Doubts(RefreshScope.Resync);
        await _listener.Doubts(RefreshScope.Resync);
    }

    private LegacyPoll Start()
    {
        var poll = new LegacyPoll(_listener.Hints, Often, _listener.Tell, _proc.Path);
        poll.Start();
        return poll;
    }
}
