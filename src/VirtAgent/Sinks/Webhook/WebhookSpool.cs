using System.Text.Json;
using Microsoft.Extensions.Logging;
using VirtAgent.Logging;

namespace VirtAgent.Sinks.Webhook;

/// <summary>
/// Reports that wait for the receiver, one file each (<c>000000000042.json</c>), in order and across restarts. Bounded: the
/// oldest are dropped and counted. What the disk does not take waits in memory.
/// </summary>
internal sealed class WebhookSpool
{
    private readonly SpoolFolder _folder;
    private readonly WebhookOptions _options;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Waiting> _waiting = [];
    private long _bytes;
    private long _next;

    /// <summary>Takes up what an earlier run left in <paramref name="folder"/>.</summary>
    public WebhookSpool(SpoolFolder folder, WebhookOptions options, ILogger log)
    {
        (_folder, _options, _log) = (folder, options, log);
        foreach (var (number, size) in folder.Files())
        {
            _waiting.Add(number, new Waiting(size, null));
            _bytes += size;
        }

        _next = folder.Last() + 1;
        Bound();
    }
    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>How many were dropped because too many waited.</summary>
    public long Dropped { get; private set; }

    /// <summary>Puts a body at the end.</summary>
    public void Add(byte[] body)
    {
        lock (_lock)
        {
            var number = _next++;
            var kept = _folder.Write(number, body);
            if (kept is not null) _log.WebhookNotSpooled(kept);
            _waiting.Add(number, new Waiting(body.Length, kept is null ? null : body));
            _bytes += body.Length;
            Bound();
        }
    }

    /// <summary>The one to be posted next, or null. Files that hold no report are put aside.</summary>
    public SpooledReport? Oldest()
    {
        lock (_lock)
        {
            while (_waiting.Count > 0)
            {
                var (number, waiting) = _waiting.First();
                try
                {
                    var body = waiting.Body ?? _folder.Read(number);
                    return new SpooledReport(number, WebhookBody.Id(body), body);
                }
                catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
                {
                    _log.WebhookRejected(number, failure.Message);
                    Reject(number);
                }
            }

            return null;
        }
    }

    /// <summary>Forgets a report that the receiver has.</summary>
    public void Remove(long number)
    {
        lock (_lock)
        {
            Forget(number);
            _folder.Delete(number);
        }
    }

    /// <summary>It is not wanted: it is kept aside, and not posted again.</summary>
    public void Reject(long number)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(number, out var waiting)) _folder.PutAside(number, waiting.Body);
            Forget(number);
        }
    }

    private void Bound()
    {
        while (_waiting.Count > _options.SpoolCount || _bytes > _options.SpoolBytes)
        {
            if (Dropped++ == 0) _log.WebhookDrops(_options.Place, _waiting.Count);
            Remove(_waiting.First().Key);
        }
    }

    private void Forget(long number)
    {
        if (_waiting.Remove(number, out var waiting)) _bytes -= waiting.Size;
    }

    private sealed record Waiting(long Size, byte[]? Body);
}
