using System.Text;
using VirtAgent.Hosting;
using VirtAgent.Sinks.Endpoint;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Endpoint;

public sealed class BadClientTests
{
    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET /metrics\r\n\r\n")]
    [InlineData("GET  /metrics HTTP/1.1\r\n\r\n")]
    [InlineData("GET /metrics HTTP/2\r\n\r\n")]
    [InlineData("GET metrics HTTP/1.1\r\n\r\n")]
    [InlineData(" /metrics HTTP/1.1\r\n\r\n")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00 TLS\r\n\r\n")]
    [InlineData("GET /metrics HTTP/1.1\n\r\n\r\n")]
    public async Task What_is_no_request_is_answered_400(string said)
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        Assert.StartsWith("HTTP/1.1 400 ", await bench.Say(said), StringComparison.Ordinal);
        Assert.Equal(200, (await bench.Get("/healthz")).Status);
    }

    [Fact]
    public async Task Headers_without_end_are_answered_431_and_not_kept()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        var said = "GET /metrics HTTP/1.1\r\nX: " + new string('x', 3 * RequestHead.Limit);
        using var socket = await bench.ConnectAsync(TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(said), TestContext.Current.CancellationToken);
        var answer = new byte[1000];
        var length = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 431 ", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_in_single_octets_is_a_request()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        using var socket = await bench.ConnectAsync(TestContext.Current.CancellationToken);
        socket.NoDelay = true;
        foreach (var octet in "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray())
            await socket.SendAsync(new[] { octet }, TestContext.Current.CancellationToken);
        var answer = new byte[1000];
        var length = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 200 ", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_never_finish_their_request_are_thrown_out_and_others_are_served()
    {
        await using var bench = new EndpointBench("127.0.0.1:0", TimeSpan.FromSeconds(1));
        var slow = new List<System.Net.Sockets.Socket>();
        for (var client = 0; client < 2 * StreamListener.Most; client++)
        {
            slow.Add(await bench.ConnectAsync(TestContext.Current.CancellationToken));
            await slow[^1].SendAsync("GET /metr"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await bench.Get("/healthz")).Status);
        Assert.Equal(0, await slow[0].ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        slow.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_client_that_goes_away_in_mid_request_is_forgotten()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        for (var client = 0; client < 3 * StreamListener.Most; client++)
        {
            using var socket = await bench.ConnectAsync(TestContext.Current.CancellationToken);
            await socket.SendAsync("GET /metr"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await bench.Get("/healthz")).Status);
        Assert.Empty(bench.Log.All);
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_answer_does_not_keep_the_agent_from_ending()
    {
        var bench = new EndpointBench("127.0.0.1:0");
        bench.Metrics = () => new string('x', 50_000_000);
        using var socket = await bench.ConnectAsync(TestContext.Current.CancellationToken);
        await socket.SendAsync("GET /metrics HTTP/1.1\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(1, await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        await Eventually.Ends(bench.DisposeAsync());
    }
}
