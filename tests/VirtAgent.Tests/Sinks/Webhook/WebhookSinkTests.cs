using System.Text.Json;
using VirtAgent.Sinks.Webhook;

namespace VirtAgent.Tests.Sinks.Webhook;

public sealed class WebhookSinkTests : IDisposable
{
    private readonly WebhookBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task A_leak_is_posted_with_token_and_id_and_what_is_not_asked_for_is_not()
    {
        using var receiver = new HttpReceiver(HttpReceiver.Ok);
        var options = WebhookBench.Options(receiver) with { TokenFile = _bench.Folder.Write("token", "s3cret\n") };
        await using (var sink = _bench.Start(options))
        {
            await WebhookBench.Tell(sink, ExampleReports.Bound, ExampleReports.Leak);
            var post = Assert.Single(await receiver.Take(1));
            Assert.Equal("POST /hook/secret-path HTTP/1.1", post.Line);
            Assert.Equal("Bearer s3cret", post.Headers["Authorization"]);
            Assert.Equal("application/json", post.Headers["Content-Type"]);
            using var json = JsonDocument.Parse(post.Body);
            Assert.Equal(post.Headers["Idempotency-Key"], json.RootElement.GetProperty("id").GetString());
            Assert.Equal("finding-raised", json.RootElement.GetProperty("kind").GetString());
            await WebhookBench.Drained(sink);
        }

        Assert.Empty(_bench.Log.All);
        Assert.Empty(_bench.Spooled());
    }

    [Fact]
    public async Task A_receiver_that_was_down_gets_all_in_order_and_once()
    {
        var port = HttpReceiver.FreePort();
        await using var sink = _bench.Start(WebhookBench.Options(port));
        await WebhookBench.Tell(sink, WebhookBench.Numbered(1, 20));
        await _bench.Logged("does not take reports");
        Assert.Equal(20, sink.Waiting);
        using var receiver = new HttpReceiver(HttpReceiver.Ok, port);
        await WebhookBench.Tell(sink, WebhookBench.Numbered(21, 25));
        Assert.Equal(Enumerable.Range(1, 25), WebhookBench.Numbers(await receiver.Take(25)));
        await _bench.Logged("takes reports again");
        await WebhookBench.Drained(sink);
        Assert.Empty(_bench.Spooled());
    }

    [Fact]
    public async Task What_a_run_could_not_deliver_the_next_one_does_with_the_same_ids()
    {
        var port = HttpReceiver.FreePort();
        await using (var sink = _bench.Start(WebhookBench.Options(port)))
            await WebhookBench.Tell(sink, WebhookBench.Numbered(1, 3));
        var spooled = _bench.Spooled();
        Assert.Equal(["000000000001.json", "000000000002.json", "000000000003.json"], spooled.Select(Path.GetFileName));
        var ids = spooled.Select(file => WebhookBody.Id(File.ReadAllBytes(file))).ToList();
        File.WriteAllText(Path.Combine(_bench.State, "webhook", "000000000004.json.part"), "{\"id\":");

        using var receiver = new HttpReceiver(HttpReceiver.Ok, port);
        await using (var sink = _bench.Start(WebhookBench.Options(port)))
        {
            await WebhookBench.Tell(sink, WebhookBench.Numbered(4, 5));
            var posts = await receiver.Take(5);
            Assert.Equal(Enumerable.Range(1, 5), WebhookBench.Numbers(posts));
            Assert.Equal(ids, posts.Take(3).Select(post => post.Headers["Idempotency-Key"]));
            await WebhookBench.Drained(sink);
        }

        Assert.Empty(_bench.Spooled());
    }

    [Fact]
    public async Task Neither_token_nor_path_of_the_receiver_is_logged()
    {
        var options = WebhookBench.Options(HttpReceiver.FreePort()) with { TokenFile = _bench.Folder.Write("token", "s3cret") };
        await using var sink = _bench.Start(options);
        await WebhookBench.Tell(sink, ExampleReports.Leak);
        await _bench.Logged("does not take reports");
        Assert.DoesNotContain(_bench.Log.All, line => line.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(_bench.Log.All, line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_token_nothing_is_sent_and_with_it_all_is()
    {
        using var receiver = new HttpReceiver(HttpReceiver.Ok);
        var token = Path.Combine(_bench.State, "token");
        await using var sink = _bench.Start(WebhookBench.Options(receiver) with { TokenFile = token });
        await WebhookBench.Tell(sink, ExampleReports.Leak);
        await _bench.Logged($"token file {token} cannot be read");
        File.WriteAllText(token, "s3cret");
        Assert.Equal("Bearer s3cret", Assert.Single(await receiver.Take(1)).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_state_folder_that_takes_no_files_does_not_keep_an_alert_back()
    {
        using var receiver = new HttpReceiver(HttpReceiver.Ok);
        var state = _bench.Folder.Write("file", "");
        await using var sink = WebhookSink.Start(WebhookBench.Options(receiver), "kvm1", state, _bench.Log);
        await WebhookBench.Tell(sink, WebhookBench.Numbered(1, 2));
        Assert.Equal([1, 2], WebhookBench.Numbers(await receiver.Take(2)));
        await _bench.Logged("waits in memory");
    }
}
