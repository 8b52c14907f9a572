using VirtAgent.Core.Ports;
using VirtAgent.Observe.Hints;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Observe.Hints;

public sealed class HookSpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Listener _listener = new();
    private HookSpool _spool;

    public HookSpoolTests() => _spool = New();

    public void Dispose()
    {
        _spool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_waits_is_reported_in_the_order_it_happened_across_boots()
    {
        Leave(1, boottime: 900);
        Leave(2, boottime: 5_000_000_000);
        Leave(3, boottime: 7_000, boot: "earlier");
        Leave(4, boottime: 600, boot: "earlier");
        _spool.Start();
        foreach (var (number, boot) in ((int, string?)[])[(4, "earlier"), (3, "earlier"), (1, null), (2, null)])
        {
            var report = await _listener.Report();
            Assert.Equal((Examples.Uuid(number), boot), (((PortNotice.Created)report.Notice).Uuid, report.EarlierBoot));
            Assert.False(_spool.CaughtUp.IsCompleted);
            report.Committed!();
        }

        await _spool.CaughtUp;
        await _listener.Doubts(RefreshScope.Ports);
    }

    [Fact]
    public async Task A_notice_that_comes_later_is_reported_at_once()
    {
        _spool.Start();
        await AnswersTo(1);
        await AnswersTo(2);
    }

    [Fact]
    public async Task A_file_is_deleted_when_it_is_committed_and_not_before()
    {
        var file = Leave(1);
        _spool.Start();
        var report = await _listener.Report();
        await AnswersTo(2);
        Assert.True(File.Exists(file));
        report.Committed!();
        while (File.Exists(file)) await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.False(_listener.HasReport, "It was reported twice.");
    }

    [Fact]
    public async Task What_was_not_committed_is_reported_again_by_the_next_agent()
    {
        Leave(1);
        _spool.Start();
        await _listener.Notice<PortNotice.Created>();
        _spool.Dispose();
        _spool = New();
        _spool.Start();

        Assert.Equal(Examples.Uuid(1), (await _listener.Notice<PortNotice.Created>()).Uuid);
    }

    [Fact]
    public async Task What_is_no_notice_is_set_aside_told_and_not_read_again()
    {
        var junk = _folder.Write("spool/00000000000000000001-7-5.notice", "junk");
        _spool.Start();
        var (source, reason) = await _listener.Trouble();
        Assert.Equal("hook-spool", source);
        Assert.EndsWith($"It is set aside as {junk}.unreadable.", reason, StringComparison.Ordinal);
        await AnswersTo(1);
        Assert.False(File.Exists(junk));
        Assert.Equal("junk", File.ReadAllText(junk + ".unreadable"));
    }

    [Fact]
    public async Task What_a_killed_hook_left_is_cleared_away_when_it_is_old()
    {
        var old = _folder.Write("spool/.7.tmp", "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddMinutes(-2));
        var young = _folder.Write("spool/.8.tmp", "half");
        _spool.Start();
        await AnswersTo(1);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task A_spool_that_was_full_is_told_until_it_is_read()
    {
        var marker = _folder.Write("spool/overflow", "");
        Leave(1);
        _spool.Start();
        var (source, reason) = await _listener.Trouble();
        Assert.Equal("hook-lost", source);
        Assert.Contains("was full", reason, StringComparison.Ordinal);
        await _listener.Notice<PortNotice.Created>();
        Assert.Equal(("hook-lost", null), await _listener.Trouble());
        Assert.False(File.Exists(marker));
    }

    [Fact]
    public async Task A_spool_that_is_removed_is_made_anew()
    {
        _spool.Start();
        await AnswersTo(1);
        Directory.Delete(Spool, recursive: true);
        while (!Directory.Exists(Spool)) await Task.Delay(5, TestContext.Current.CancellationToken);
        await AnswersTo(2);
    }

    [Fact]
    public async Task A_spool_that_cannot_be_made_is_told_and_tried_again()
    {
        File.WriteAllText(Spool, "in the way");
        _spool.Start();
        Assert.Equal("hook-spool", (await _listener.Trouble()).Source);
        await _spool.CaughtUp;
        File.Delete(Spool);
        Assert.Equal(("hook-spool", null), await _listener.Trouble());
    }

    private string Spool => Path.Combine(_folder.Path, "spool");

    private HookSpool New() => new(Spool, _listener.Hints, _listener.Reports, _listener.Tell);

    private async Task AnswersTo(int number)
    {
        Leave(number);
        Assert.Equal(Examples.Uuid(number), (await _listener.Notice<PortNotice.Created>()).Uuid);
    }

    private string Leave(int number, long boottime = 5_000_000_000, string? boot = null)
    {
        Directory.CreateDirectory(Spool);
        var file = Path.Combine(Spool, $"{boottime:d20}-{number}-500.notice");
        File.WriteAllBytes(file + ".new", Examples.Notice(number, boottime: boottime, boot: boot));
        File.Move(file + ".new", file);
        return file;
    }
}
