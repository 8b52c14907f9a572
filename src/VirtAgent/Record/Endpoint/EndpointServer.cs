using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using VirtAgent.Hosting;

namespace VirtAgent.Record.Endpoint;

/// <summary>
/// A small HTTP/1.1 server for <c>/metrics</c> and <c>/healthz</c>: one GET a connection, at most <see cref="Most"/> connections
/// at once, each with a deadline. Clients it cannot take wait in the kernel's queue.
/// </summary>
internal sealed class EndpointServer : IAsyncDisposable
{
    /// <summary>How many connections are served at once.</summary>
    public const int Most = 16;

    private readonly EndpointOptions _options;
    private readonly EndpointPages _pages;
    private readonly ILogger _log;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _places = new(Most);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private EndpointServer(EndpointOptions options, EndpointPages pages, ILogger log)
    {
        (_options, _pages, _log) = (options, pages, log);
        _listener = options.Open();
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens.</summary>
    public EndPoint Address => _listener.LocalEndPoint!;

    /// <summary>Begins to answer.</summary>
    /// <param name="options">Valid, with an address.</param>
    /// <param name="metrics">The text of <c>/metrics</c>, in Prometheus' format.</param>
    /// <param name="health">How the agent is.</param>
    /// <param name="log">Where troubles are told.</param>
    /// <exception cref="IOException">The address cannot be had.</exception>
    public static EndpointServer Start(EndpointOptions options, Func<string> metrics, Func<Health> health, ILogger log) =>
        new(options, new EndpointPages(metrics, health, options.Stale), log);

    /// <summary>Stops; what is being answered is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        if (_options.SocketFile is { } file) File.Delete(file);
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
                _log.SinkFailed("endpoint", failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), _stop.Token);
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        // The next client is not to wait for the pages of this one.
        await Task.Yield();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        deadline.CancelAfter(_options.Timeout);
        try
        {
            var answer = await AnswerAsync(client, deadline.Token);
            deadline.CancelAfter(_options.Timeout);
            await using (var stream = new NetworkStream(client)) await stream.WriteAsync(answer.Bytes(), deadline.Token);
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

    private async Task<EndpointAnswer> AnswerAsync(Socket client, CancellationToken cancellation)
    {
        try
        {
            var head = await RequestHead.ReadAsync(client, cancellation);
            return head is null ? EndpointAnswer.Sentence(431, "The request's headers are too long.") : _pages.Answer(head);
        }
        catch (FormatException wrong)
        {
            return EndpointAnswer.Sentence(400, wrong.Message);
        }
        catch (Exception fault) when (fault is not (SocketException or IOException or OperationCanceledException))
        {
            _log.SinkFailed("endpoint", fault.Message);
            return EndpointAnswer.Sentence(500, "This is a fault in virt-agent; its log says more.");
        }
    }

    // Closing with something unread resets the connection, and the client may never see the answer.
    private static async Task EndAsync(Socket client, CancellationToken cancellation)
    {
        client.Shutdown(SocketShutdown.Send);
        var rest = new byte[RequestHead.Limit];
        while (await client.ReceiveAsync(rest, cancellation) > 0)
        {
        }
    }
}
