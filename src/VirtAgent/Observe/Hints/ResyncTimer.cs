namespace VirtAgent.Observe.Hints;

/// <summary>Doubts everything from time to time: for what the others missed, and for the sysctls that nobody tells of.</summary>
internal sealed class ResyncTimer : IDisposable
{
    private readonly SourceThread _thread;

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="period">How often; the first time after one period.</param>
    /// <param name="tell">See <see cref="SourceStatus"/>; source <c>resync</c>.</param>
    public ResyncTimer(HintChannel hints, TimeSpan period, Action<string, string?> tell) =>
        _thread = new SourceThread("resync", new SourceStatus("resync", tell), stop =>
        {
            while (!stop.WaitHandle.WaitOne(period)) hints.Request(RefreshScope.Resync);
        });

    public void Start() => _thread.Start();

    public void Dispose() => _thread.Dispose();
}
