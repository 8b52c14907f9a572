using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks;

/// <summary>
/// A real HTTP server on loopback, one request a connection. The test says what it answers: the part from the status code on,
/// <c>429 Slow\r\nRetry-After: 1</c> for instance; null never answers.
/// </summary>
internal sealed class HttpReceiver : IDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<int, string?> _answer;
    private readonly Channel<ReceivedRequest> _requests = Channel.CreateUnbounded<ReceivedRequest>();
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private int _count;

    /// <param name="answer">The answer to request number 1, 2, 3…</param>
    /// <param name="port">Where it listens; 0 for any free port.</param>
    public HttpReceiver(Func<int, string?> answer, int port = 0)
    {
        _answer = answer;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public static string Ok(int number) => "200 OK";

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}/hook/secret-path");

    /// <summary>A port where nobody listens.</summary>
    public static int FreePort()
    {
        using var receiver = new HttpReceiver(Ok);
        return receiver.Port;
    }

    public async Task<IReadOnlyList<ReceivedRequest>> Take(int count)
    {
        var taken = new List<ReceivedRequest>();
        while (taken.Count < count) taken.Add(await Eventually.Ends(_requests.Reader.ReadAsync()));
        return taken;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var client in _clients) client.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = ServeAsync(client);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            _requests.Writer.TryComplete();
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var stream = client.GetStream();
        var line = await LineAsync(stream);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(stream) is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }

        var body = new byte[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        await _requests.Writer.WriteAsync(new ReceivedRequest(line, headers, body));
        if (_answer(Interlocked.Increment(ref _count)) is not { } answer) return;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        client.Dispose();
    }

    private static async Task<string> LineAsync(NetworkStream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one) == 1 && one[0] != '\n') line.Append((char)one[0]);
        return line.ToString().TrimEnd('\r');
    }
}
