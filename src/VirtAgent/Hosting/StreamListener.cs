using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using VirtAgent.Logging;

namespace VirtAgent.Hosting;

/// <summary>
/// Serves the clients of a listening socket: one request and one answer a connection, at most <see cref="Most"/> connections at
/// once, each with a deadline to ask and another to take its answer. Clients it cannot take wait in the kernel's queue.
/// </summary>
internal sealed class StreamListener : IAsyncDisposable
{
    /// <summary>How many connections are served at once.</summary>
    public const int Most = 16;

    private const int Rest = 8192;

    private readonly string _name;
    private readonly Socket _listener;
    private readonly TimeSpan _timeout;
    private readonly Func<Socket, CancellationToken, Task<byte[]>> _answer;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _places = new(Most);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <summary>Begins to serve.</summary>
    /// <param name="name">What it is called in the log.</param>
    /// <param name="listener">Bound and listening; closed at the end.</param>
    /// <param name="timeout">For a request to arrive, and for its answer to be taken.</param>
    /// <param name="answer">
    /// Reads a request and makes its answer; what it throws but for a client that went away is a fault.
    /// </param>
    /// <param name="log">Where troubles are told.</param>
    public StreamListener(
        string name, Socket listener, TimeSpan timeout, Func<Socket, CancellationToken, Task<byte[]>> answer, ILogger log)
    {
        (_name, _listener, _timeout, _answer, _log) = (name, listener, timeout, answer, log);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Stops; what is being answered is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            await _places.WaitAsync(_stop.Token);
            try
            {
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
            }
            catch (SocketException failure)
            {
                // Out of file descriptors, for instance: that passes, and asking again at once would only burn time.
                _places.Release();
                _log.SinkFailed(_name, failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        // The next client is not to wait for the answer of this one.
        await Task.Yield();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        deadline.CancelAfter(_timeout);
        try
        {
            var answer = await _answer(client, deadline.Token);
            deadline.CancelAfter(_timeout);
            await using (var stream = new NetworkStream(client)) await stream.WriteAsync(answer, deadline.Token);
            await EndAsync(client, deadline.Token);
        }
        catch (Exception gone) when (gone is SocketException or IOException or OperationCanceledException)
        {
        }
        finally
        {
            client.Dispose();
            _places.Release();
        }
    }

    // Closing with something unread resets the connection, and the client may never see the answer.
    private static async Task EndAsync(Socket client, CancellationToken cancellation)
    {
        client.Shutdown(SocketShutdown.Send);
        var rest = new byte[Rest];
        while (await client.ReceiveAsync(rest, cancellation) > 0)
        {
        }
    }
}
