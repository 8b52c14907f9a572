using VirtAgent.Interop.Libvirt;

namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// Notices that libvirt has stopped answering: its calls have no timeout of their own, and a frozen daemon holds its caller for
/// ever. A long reading is no silence as long as answers keep coming.
/// </summary>
/// <param name="clock">Measures the silence.</param>
internal sealed class AnswerWatch(TimeProvider clock)
{
    // Far above what one call takes on a busy host, and leaves a slow machine time to report within five seconds.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(2.5);

    private long _lastReply = clock.GetTimestamp();

    /// <summary>Passes on an answer that has just come.</summary>
    public T Heard<T>(T answer)
    {
        Begin();
        return answer;
    }

    /// <summary>
    /// Asks about something that a list has just named. What vanishes between the list and the question was not there: null. A
    /// network that stops in between has no ports either, and libvirt calls the question for them an invalid operation
    /// (virNetworkListAllPorts, measured with 9.0.0).
    /// </summary>
    public T? Present<T>(Func<T> question) where T : class
    {
        try
        {
            return Heard(question());
        }
        catch (LibvirtException gone) when (gone.Code is LibvirtErrorCode.NoDomain or LibvirtErrorCode.NoNetwork
            or LibvirtErrorCode.NoNetworkPort or LibvirtErrorCode.OperationInvalid)
        {
            return null;
        }
    }

    /// <summary>Begins to count from now.</summary>
    public void Begin() => Interlocked.Exchange(ref _lastReply, clock.GetTimestamp());

    /// <summary>
    /// Waits until <paramref name="reading"/> has ended, or nothing was heard for too long; whether it has ended.
    /// </summary>
    public async Task<bool> WaitAsync(Task reading)
    {
        while (!reading.IsCompleted)
        {
            var left = Silence - clock.GetElapsedTime(Interlocked.Read(ref _lastReply));
            if (left <= TimeSpan.Zero) break;
            await Task.WhenAny(reading, Task.Delay(left, clock));
        }

        return reading.IsCompleted;
    }
}
