using VirtAgent.Core.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks;

public sealed class OutboxTests
{
    private static readonly Report[] Reports =
        [ExampleReports.Bound, ExampleReports.Leak, ExampleReports.Gap, ExampleReports.Cleared];

    private readonly LogLines _log = new();

    [Theory]
    [InlineData("throws at once")]
    [InlineData("throws later")]
    [InlineData("gives up by its own deadline")]
    [InlineData("waits for ever")]
    [InlineData("blocks its thread")]
    public async Task A_sick_sink_keeps_nothing_from_a_healthy_one_nor_from_the_loop(string illness)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var released = new ManualResetEventSlim();
        var healthy = new CollectedSink();
        ISink[] sinks = [new SinkOf((_, cancel) => Ill(illness, released, cancel)), healthy];
        Outbox[] boxes = [new(_log, capacity: 2), new(_log)];
        foreach (var report in Reports)
            foreach (var box in boxes) box.Post(report);
        var pumps = boxes.Zip(sinks, (box, sink) => box.RunAsync(sink, stop.Token, stop.Token)).ToArray();
        Assert.Equal(Reports, await healthy.Take(Reports.Length));
        released.Set();
        await stop.CancelAsync();
        await Eventually.Ends(new ValueTask(pumps[1]));
    }

    [Fact]
    public async Task A_sink_that_gives_up_by_its_own_deadline_is_given_the_next_report()
    {
        var told = new CollectedSink();
        var sink = new SinkOf((report, cancel) => report.What.Kind == EntryKind.GapOpened
            ? Task.FromException(new TaskCanceledException("the request timed out"))
            : told.DeliverAsync(report, cancel));
        await Delivered(sink, ExampleReports.Gap, ExampleReports.Leak);
        Assert.Equal([ExampleReports.Leak], await told.Take(1));
        Assert.Equal(["sink sick failed: the request timed out"], _log.All);
    }

    [Fact]
    public void What_a_full_outbox_drops_is_the_oldest_and_is_counted()
    {
        var box = new Outbox(_log, capacity: 2);
        foreach (var report in Reports) box.Post(report);
        Assert.Equal(2, box.Lost);
    }

    [Fact]
    public async Task What_was_posted_before_the_end_is_delivered_in_order()
    {
        var sink = new CollectedSink();
        await Delivered(sink, Reports);
        Assert.Equal(Reports, await sink.Take(Reports.Length));
    }

    [Fact]
    public async Task What_one_sink_has_not_taken_its_successor_takes_in_order_and_nothing_twice()
    {
        var box = new Outbox(_log);
        var first = new CollectedSink();
        using var abort = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        var stuck = new SinkOf((report, cancel) =>
        {
            if (report != Reports[1]) return first.DeliverAsync(report, cancel);
            asked.SetResult();
            return Task.Delay(Timeout.Infinite, cancel);
        });
        foreach (var report in Reports) box.Post(report);
        var running = box.RunAsync(stuck, TestContext.Current.CancellationToken, abort.Token);
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        await abort.CancelAsync();
        await Eventually.Ends(new ValueTask(running));

        var second = new CollectedSink();
        await box.RunAsync(second, new CancellationToken(canceled: true), TestContext.Current.CancellationToken);

        Assert.Equal(Reports[..1], await first.Take(1));
        Assert.Equal(Reports[1..], await second.Take(Reports.Length - 1));
    }

    private async Task Delivered(ISink sink, params Report[] reports)
    {
        var box = new Outbox(_log);
        foreach (var report in reports) box.Post(report);
        await box.RunAsync(sink, new CancellationToken(canceled: true), TestContext.Current.CancellationToken);
    }

    private static Task Ill(string illness, ManualResetEventSlim released, CancellationToken cancellation)
    {
        switch (illness)
        {
            case "throws at once": throw new InvalidOperationException("down");
            case "throws later": return Task.FromException(new IOException("down"));
            case "gives up by its own deadline": return Task.FromException(new TaskCanceledException("slow"));
            case "waits for ever": return Task.Delay(Timeout.Infinite, cancellation);
            default:
                released.Wait(CancellationToken.None);
                return Task.CompletedTask;
        }
    }
}
