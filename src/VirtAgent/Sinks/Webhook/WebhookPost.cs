using System.Net.Http.Headers;

namespace VirtAgent.Sinks.Webhook;

/// <summary>One attempt to post one report.</summary>
internal sealed class WebhookPost : IDisposable
{
    private readonly WebhookOptions _options;
    private readonly BearerToken _token;

    // A connection is given up from time to time so that a receiver that moved is found.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>To the receiver of <paramref name="options"/>.</summary>
    public WebhookPost(WebhookOptions options)
    {
        (_options, _token) = (options, BearerToken.Of(options.TokenFile));
        _client.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("virt-agent", typeof(WebhookPost).Assembly.GetName().Version?.ToString(3)));
    }

    /// <summary>Posts it; a receiver that is down, slow or wrong is an outcome and no exception.</summary>
    /// <exception cref="OperationCanceledException">The agent stops.</exception>
    public async Task<PostOutcome> SendAsync(SpooledReport report, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(_options.Timeout);
        try
        {
            using var request = Request(report);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return PostOutcome.Of(answer.StatusCode, answer.Headers.RetryAfter, DateTimeOffset.UtcNow);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return PostOutcome.NoAnswer($"no answer within {_options.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return PostOutcome.NoAnswer(failure.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(SpooledReport report)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Url) { Content = new ByteArrayContent(report.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", report.Id);
        if (_token.Read() is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
