using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using VirtAgent.Hosting;
using VirtAgent.Logging;

namespace VirtAgent.Sinks.Endpoint;

/// <summary>A small HTTP/1.1 server for <c>/metrics</c> and <c>/healthz</c>: one GET a connection.</summary>
internal sealed class EndpointServer : IAsyncDisposable
{
    private readonly EndpointOptions _options;
    private readonly EndpointPages _pages;
    private readonly ILogger _log;
    private readonly StreamListener _clients;

    private EndpointServer(EndpointOptions options, EndpointPages pages, ILogger log)
    {
        (_options, _pages, _log) = (options, pages, log);
        var listener = options.Open();
        Address = listener.LocalEndPoint!;
        _clients = new StreamListener("endpoint", listener, options.Timeout, AnswerAsync, log);
    }
    public EndPoint Address { get; }

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
        await _clients.DisposeAsync();
        if (_options.SocketFile is { } file) File.Delete(file);
    }

    private async Task<byte[]> AnswerAsync(Socket client, CancellationToken cancellation)
    {
        try
        {
            var head = await RequestHead.ReadAsync(client, cancellation);
            return (head is null
                ? EndpointAnswer.Sentence(431, "The request's headers are too long.")
                : _pages.Answer(head)).Bytes();
        }
        catch (FormatException wrong)
        {
            return EndpointAnswer.Sentence(400, wrong.Message).Bytes();
        }
        catch (Exception fault) when (fault is not (SocketException or IOException or OperationCanceledException))
        {
            _log.SinkFailed("endpoint", fault.Message);
            return EndpointAnswer.Sentence(500, "This is a fault in virt-agent; its log says more.").Bytes();
        }
    }
}
