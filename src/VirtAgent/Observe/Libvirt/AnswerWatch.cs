namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// Notices that libvirt has stopped answering: its calls have no timeout of their own, and a frozen daemon holds its caller for
/// ever. A long reading is no silence as long as answers keep coming.
/// </summary>
internal sealed class AnswerWatch
{
    // Far above what one call takes on a busy host, and leaves a slow machine time to report within five seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);

    private long _lastReply = Environment.TickCount64;

    /// <summary>Passes on an answer that has just come.</summary>
    public T Heard<T>(T answer)
    {
        Begin();
        return answer;
    }

    /// <summary>Begins to count from now.</summary>
    public void Begin() => Interlocked.Exchange(ref _lastReply, Environment.TickCount64);

    /// <summary>Waits until <paramref name="reading"/> has ended, or nothing was heard for too long; whether it has ended.</summary>
    public async Task<bool> WaitAsync(Task reading)
    {
        while (!reading.IsCompleted)
        {
            var left = Silence - TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref _lastReply));
            if (left <= TimeSpan.Zero) break;
            await Task.WhenAny(reading, Task.Delay(left));
        }

        return reading.IsCompleted;
    }
}
