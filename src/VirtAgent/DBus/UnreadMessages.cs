namespace VirtAgent.DBus;

/// <summary>
/// Counts what was sent and the bus may not have read yet. A bus reads in order, so its answer to a ping says that it has read
/// all that was sent before; one ping is on its way at a time.
/// </summary>
/// <param name="sendPing">Sends a ping; the task ends with its answer, or fails where the connection is gone.</param>
internal sealed class UnreadMessages(Func<Task> sendPing)
{
    /// <summary>So many, and the bus is behind.</summary>
    public const int Many = 256;

    /// <summary>So many, and the bus does not read at all.</summary>
    public const int TooMany = 4096;

    private readonly Lock _gate = new();
    private int _count;
    private Task? _ping;

    /// <summary>Whether the bus is behind with reading.</summary>
    public bool IsMany => Volatile.Read(ref _count) >= Many;

    /// <summary>Whether the bus seems not to read at all.</summary>
    public bool IsTooMany => Volatile.Read(ref _count) >= TooMany;

    /// <summary>One more was sent.</summary>
    public void Sent()
    {
        lock (_gate)
        {
            _count++;
            _ping ??= PingAsync(_count);
        }
    }

    /// <summary>Waits until all that was sent before is read.</summary>
    public async Task NoneAsync(CancellationToken cancellation)
    {
        // The ping on its way may be older than what was sent last; the one after it is not.
        for (var turn = 0; turn < 2; turn++)
        {
            Task? ping;
            lock (_gate) ping = _ping;
            if (ping is null) return;
            await ping.WaitAsync(cancellation);
        }
    }

    private async Task PingAsync(int sent)
    {
        await sendPing();
        lock (_gate)
        {
            _count -= sent;
            _ping = _count > 0 ? PingAsync(_count) : null;
        }
    }
}
