using Microsoft.Extensions.Logging;
using VirtAgent.Logging;

namespace VirtAgent.Sinks.Otlp;

/// <summary>Says when a collector stops taking what is sent, and when it takes it again; the exporter is silent.</summary>
internal sealed class LoggingHandler(string place, string signal, ILogger log) : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false,
    UseCookies = false,
    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
})
{
    private volatile bool _failing;

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Seen(base.Send(request, cancellationToken));
        }
        catch (Exception failure) when (Failed(failure))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Seen(await base.SendAsync(request, cancellationToken));
        }
        catch (Exception failure) when (Failed(failure))
        {
            throw;
        }
    }

    private HttpResponseMessage Seen(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode) Failing($"it answers {(int)answer.StatusCode}");
        else if (_failing) log.CollectorRecovered(place, signal);
        _failing = !answer.IsSuccessStatusCode;
        return answer;
    }

    private bool Failed(Exception failure)
    {
        Failing(failure is OperationCanceledException ? "no answer in time" : failure.Message);
        _failing = true;
        return false;
    }

    private void Failing(string reason)
    {
        if (!_failing) log.CollectorFailed(place, signal, reason);
    }
}
