namespace VirtAgent.DBus;

/// <summary>
/// Counts what was sent and the bus may not have read yet. A bus reads in order, so its answer to a question says that it has
/// read all that was sent before; one question is on its way at a time.
/// </summary>
/// <param name="ask">
/// Asks the bus whatever it answers; the task ends with its answer, or fails where the connection is gone.
/// </param>
internal sealed class UnreadMessages(Func<Task> ask)
{
    /// <summary>So many, and the bus is behind.</summary>
    public const int Many = 256;

    /// <summary>So many, and the bus does not read at all.</summary>
    public const int TooMany = 4096;

    private readonly Lock _gate = new();
    private int _count;
    private Task? _question;

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
            _question ??= AskAsync(_count);
        }
    }

    /// <summary>Waits until all that was sent before is read.</summary>
    public async Task NoneAsync(CancellationToken cancellation)
    {
        // The question on its way may be older than what was sent last; the one after it is not.
        for (var turn = 0; turn < 2; turn++)
        {
            Task? question;
            lock (_gate) question = _question;
            if (question is null) return;
            await question.WaitAsync(cancellation);
        }
    }

    private async Task AskAsync(int sent)
    {
        await ask();
        lock (_gate)
        {
            _count -= sent;
            _question = _count > 0 ? AskAsync(_count) : null;
        }
    }
}
