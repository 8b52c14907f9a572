using System.Net;
using System.Net.Sockets;
using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Sinks.Endpoint;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Endpoint;

/// <summary>An endpoint and clients for it.</summary>
internal sealed class EndpointBench : IAsyncDisposable
{
    private readonly EndpointServer _server;

    public EndpointBench(string listen, TimeSpan? timeout = null)
    {
        var options = new EndpointOptions { Listen = listen, Timeout = timeout ?? TimeSpan.FromSeconds(30) };
        _server = EndpointServer.Start(options, () => Metrics(), () => Health, Log);
    }

    public LogLines Log { get; } = new();

    public Func<string> Metrics { get; set; } = () => "virtagent_build_info 1\n";

    public Health Health { get; set; } = new(TimeSpan.FromSeconds(1.5), []);

    public int Port => ((IPEndPoint)_server.Address).Port;

    public static Gap Gap(string source) => new(source, $"{source} does not answer \"us\".");

    public HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) => new NetworkStream(await ConnectAsync(cancellation), ownsSocket: true),
    })
    { BaseAddress = new Uri("http://agent/") };

    public async Task<(int Status, string Body)> Get(string path)
    {
        using var client = Client();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<string?> Say(string text) => Say(Encoding.Latin1.GetBytes(text));

    /// <summary>Sends octets and reads to the end; null where the connection was reset.</summary>
    public async Task<string?> Say(byte[] octets)
    {
        using var socket = await ConnectAsync(TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        try
        {
            await stream.WriteAsync(octets, TestContext.Current.CancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        var socket = _server.Address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(_server.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_server.Address, cancellation);
        return socket;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
