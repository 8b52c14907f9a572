using System.Net.Sockets;
using System.Text.Json;
using VirtAgent.Sinks.Endpoint;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Endpoint;

public sealed class EndpointServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string SocketFile => Path.Combine(_folder.Path, "metrics.sock");

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:0")]
    [InlineData("unix")]
    public async Task Metrics_are_answered_in_prometheus_format_over_every_kind_of_socket(string listen)
    {
        await using var bench = new EndpointBench(listen == "unix" ? $"unix:{SocketFile}" : listen);
        bench.Metrics = () => new string('x', 5_000_000);
        using var client = bench.Client();
        var page = new Uri("/metrics?a=b", UriKind.Relative);
        using var answer = await client.GetAsync(page, TestContext.Current.CancellationToken);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(5_000_000, (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task An_agent_that_turns_and_sees_all_is_healthy()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        Assert.Equal((200, "{\"status\":\"ok\",\"seconds_since_turn\":1.5,\"reasons\":[]}\n"), await bench.Get("/healthz"));
    }

    [Fact]
    public async Task An_agent_that_hangs_or_does_not_see_all_is_not_and_says_why()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        bench.Health = new Health(TimeSpan.FromSeconds(91), [EndpointBench.Gap("libvirt")]);
        Assert.Equal(["loop", "libvirt"], await Reasons(bench));
        bench.Health = new Health(TimeSpan.FromSeconds(1), [EndpointBench.Gap("nft"), EndpointBench.Gap("libvirt")]);
        Assert.Equal(["nft", "libvirt"], await Reasons(bench));
        bench.Health = new Health(null, []);
        Assert.Equal(["loop"], await Reasons(bench));
    }

    [Fact]
    public async Task Other_methods_and_paths_are_refused_by_name()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        Assert.Equal(404, (await bench.Get("/")).Status);
        Assert.Equal(404, (await bench.Get("/metrics/../healthz2")).Status);
        var post = await bench.Say("POST /metrics HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        Assert.StartsWith("HTTP/1.1 405 Method Not Allowed\r\n", post, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: GET\r\n", post, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_that_fail_are_a_500_and_are_logged_and_the_next_one_works()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        bench.Metrics = () => throw new InvalidOperationException("one odd guest");
        Assert.Equal(500, (await bench.Get("/metrics")).Status);
        await bench.Log.Has("one odd guest");
        bench.Metrics = () => "fine";
        Assert.Equal((200, "fine"), await bench.Get("/metrics"));
    }

    [Fact]
    public async Task A_socket_left_by_an_agent_that_died_is_replaced_and_the_file_goes_with_the_agent()
    {
        var elsewhere = Path.Combine(_folder.Path, "elsewhere");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // .NET removes the file it bound, which a process that is killed does not.
            dead.Bind(new UnixDomainSocketEndPoint(elsewhere));
            File.Move(elsewhere, SocketFile);
        }

        await using (var bench = new EndpointBench($"unix:{SocketFile}"))
        {
            Assert.Equal(200, (await bench.Get("/healthz")).Status);
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
                File.GetUnixFileMode(SocketFile));
        }

        Assert.False(File.Exists(SocketFile));
    }

    [Fact]
    public async Task A_socket_that_somebody_listens_on_and_a_file_of_somebody_are_left_alone()
    {
        await using var bench = new EndpointBench($"unix:{SocketFile}");
        var refused = Assert.Throws<IOException>(() => new EndpointBench($"unix:{SocketFile}"));
        Assert.Contains(SocketFile, refused.Message, StringComparison.Ordinal);
        Assert.Equal(200, (await bench.Get("/healthz")).Status);
        var file = _folder.Write("precious", "text");
        Assert.Throws<IOException>(() => new EndpointBench($"unix:{file}"));
        Assert.Equal("text", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var bench = new EndpointBench("127.0.0.1:0");
        var failure = Assert.Throws<IOException>(() => new EndpointBench($"127.0.0.1:{bench.Port}"));
        Assert.Contains($"127.0.0.1:{bench.Port}", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> Reasons(EndpointBench bench)
    {
        var (status, body) = await bench.Get("/healthz");
        Assert.Equal(503, status);
        using var json = JsonDocument.Parse(body);
        Assert.Equal("failing", json.RootElement.GetProperty("status").GetString());
        var reasons = json.RootElement.GetProperty("reasons").EnumerateArray();
        return [.. reasons.Select(reason => reason.GetProperty("source").GetString()!)];
    }
}
