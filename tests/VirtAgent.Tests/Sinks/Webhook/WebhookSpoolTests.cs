using VirtAgent.Sinks.Webhook;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Webhook;

public sealed class WebhookSpoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void More_reports_than_there_is_room_for_drop_the_oldest_and_are_counted()
    {
        var spool = Spool(new WebhookOptions { SpoolCount = 3 });
        for (var number = 1; number <= 5; number++) spool.Add(Body(number));
        Assert.Equal(3, spool.Count);
        Assert.Equal(2, spool.Dropped);
        Assert.Equal(Id(3), spool.Oldest()!.Id);
        Assert.Single(_log.All);
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void More_bytes_than_there_is_room_for_drop_the_oldest()
    {
        var spool = Spool(new WebhookOptions { SpoolBytes = 1 << 20 });
        for (var number = 1; number <= 5; number++) spool.Add(Body(number, size: 400_000));
        Assert.Equal(2, spool.Count);
        Assert.Equal(Id(4), spool.Oldest()!.Id);
    }

    [Fact]
    public void The_bounds_hold_for_what_an_earlier_run_left_too()
    {
        var before = Spool(new WebhookOptions());
        for (var number = 1; number <= 5; number++) before.Add(Body(number));
        var spool = Spool(new WebhookOptions { SpoolCount = 2 });
        Assert.Equal(Id(4), spool.Oldest()!.Id);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_file_that_holds_no_report_is_put_aside_and_the_next_one_goes_on()
    {
        var before = Spool(new WebhookOptions());
        for (var number = 1; number <= 4; number++) before.Add(Body(number));
        _folder.Write("000000000001.json", "{\"id\":");
        _folder.Write("000000000002.json", "[]");
        _folder.Write("000000000003.json", "{\"id\":\"x\\r\\nHost: y\"}");
        var spool = Spool(new WebhookOptions());
        Assert.Equal(Id(4), spool.Oldest()!.Id);
        Assert.Equal(1, spool.Count);
        Assert.Equal(3, _log.All.Count);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_folder.Path, "rejected")).Length);
    }

    [Fact]
    public void A_rejected_report_keeps_its_number_for_itself_in_the_next_run()
    {
        var before = Spool(new WebhookOptions());
        before.Add(Body(1));
        before.Reject(before.Oldest()!.Number);
        var spool = Spool(new WebhookOptions());
        spool.Add(Body(2));
        Assert.Equal(2, spool.Oldest()!.Number);
    }

    [Fact]
    public void Of_rejected_reports_the_last_hundred_are_kept()
    {
        var spool = Spool(new WebhookOptions());
        for (var number = 1; number <= 120; number++)
        {
            spool.Add(Body(number));
            spool.Reject(spool.Oldest()!.Number);
        }

        var kept = Directory.GetFiles(Path.Combine(_folder.Path, "rejected")).Order().ToList();
        Assert.Equal(100, kept.Count);
        Assert.EndsWith("000000000021.json", kept[0], StringComparison.Ordinal);
    }

    private static string Id(int number) => $"00000000-0000-0000-0000-{number:D12}";

    private static byte[] Body(int number, int size = 0) =>
        System.Text.Encoding.UTF8.GetBytes($"{{\"id\":\"{Id(number)}\",\"detail\":\"{new string('x', size)}\"}}");

    private WebhookSpool Spool(WebhookOptions options) => new(new SpoolFolder(_folder.Path), options, _log);
}
