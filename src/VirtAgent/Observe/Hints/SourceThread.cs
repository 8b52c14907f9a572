namespace VirtAgent.Observe.Hints;

/// <summary>
/// The thread of one source, which outlives whatever goes wrong in it: that becomes trouble, and after a while it begins anew.
/// </summary>
internal sealed class SourceThread : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly SourceStatus _trouble;
    private readonly Action<CancellationToken> _work;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="trouble">Told of what <paramref name="work"/> throws; that it is over, the work itself has to say.</param>
    /// <param name="work">Goes on until cancelled. It begins anew, after a pause, when it returns or throws.</param>
    public SourceThread(string name, SourceStatus trouble, Action<CancellationToken> work)
    {
        _trouble = trouble;
        _work = work;
        _thread = new Thread(Run) { Name = name, IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Ends the work, and returns when it has ended.</summary>
    public void Dispose()
    {
        if (_stop.IsCancellationRequested) return;
        _stop.Cancel();
        if (_thread.ThreadState != ThreadState.Unstarted) _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        do
        {
            try
            {
                _work(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                _trouble.Is(failure.Message);
            }
        }
        while (!_stop.Token.WaitHandle.WaitOne(Pause));
    }
}
