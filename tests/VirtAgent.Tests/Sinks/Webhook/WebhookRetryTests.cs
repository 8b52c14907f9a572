namespace VirtAgent.Tests.Sinks.Webhook;

public sealed class WebhookRetryTests : IDisposable
{
    private readonly WebhookBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("500 Broken")]
    [InlineData("503 Busy\r\nRetry-After: 0")]
    [InlineData("401 Who")]
    [InlineData("403 No")]
    [InlineData("408 Slow")]
    [InlineData("429 Too Many\r\nRetry-After: 1")]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:9/")]
    public async Task A_report_that_was_not_taken_is_sent_again_before_the_next_one(string first)
    {
        using var receiver = new HttpReceiver(number => number <= 2 ? first : "204 Taken");
        await using var sink = _bench.Start(WebhookBench.Options(receiver));
        await WebhookBench.Tell(sink, WebhookBench.Numbered(1, 2));
        var posts = await receiver.Take(4);
        Assert.Equal([1, 1, 1, 2], WebhookBench.Numbers(posts));
        Assert.Equal(2, posts.Select(post => post.Headers["Idempotency-Key"]).Distinct().Count());
        await WebhookBench.Drained(sink);
    }

    [Theory]
    [InlineData("400 Bad")]
    [InlineData("413 Large")]
    [InlineData("410 Gone")]
    public async Task A_report_that_is_rejected_is_put_aside_and_does_not_hold_up_the_next(string first)
    {
        using var receiver = new HttpReceiver(number => number == 1 ? first : "200 OK");
        await using var sink = _bench.Start(WebhookBench.Options(receiver));
        await WebhookBench.Tell(sink, WebhookBench.Numbered(1, 2));
        Assert.Equal([1, 2], WebhookBench.Numbers(await receiver.Take(2)));
        await WebhookBench.Drained(sink);
        await _bench.Logged("rejected");
        var aside = Assert.Single(Directory.GetFiles(Path.Combine(_bench.State, "webhook", "rejected")));
        Assert.Equal("000000000001.json", Path.GetFileName(aside));
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_and_asked_again()
    {
        using var receiver = new HttpReceiver(number => number == 1 ? null : "200 OK");
        await using var sink = _bench.Start(WebhookBench.Options(receiver) with { Timeout = TimeSpan.FromSeconds(1) });
        await WebhookBench.Tell(sink, WebhookBench.Numbered(1, 2));
        await _bench.Logged("no answer within 1 s");
        await WebhookBench.Drained(sink);
        Assert.Equal([1, 2], WebhookBench.Numbers(await receiver.Take(3)).Distinct());
    }
}
