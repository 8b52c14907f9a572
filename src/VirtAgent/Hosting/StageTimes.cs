namespace VirtAgent.Hosting;

/// <summary>What one run waited for: its stages, of which several may be under way at once.</summary>
/// <param name="clock">Measures them.</param>
public sealed class StageTimes(TimeProvider clock)
{
    private readonly long _begun = clock.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly List<Stage> _stages = [];

    /// <summary>Since the run began.</summary>
    public TimeSpan Total => clock.GetElapsedTime(_begun);

    /// <summary>
    /// The stages that have ended, in the order in which they began: what each waited for, how long after the run's beginning it
    /// began, and how long it took.
    /// </summary>
    public IReadOnlyList<(string Name, TimeSpan Begun, TimeSpan Took)> Ended
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. from stage in _stages where stage.Took is not null select (stage.Name, stage.Begun, stage.Took!.Value),
                ];
            }
        }
    }

    /// <summary>Begins the stage <paramref name="name"/>, which ends when what is returned is disposed of.</summary>
    public IDisposable Begin(string name)
    {
        lock (_gate)
        {
            var stage = new Stage(this, name, Total);
            _stages.Add(stage);
            return stage;
        }
    }

    private sealed class Stage(StageTimes run, string name, TimeSpan begun) : IDisposable
    {
        public string Name => name;

        public TimeSpan Begun => begun;

        public TimeSpan? Took { get; private set; }

        public void Dispose()
        {
            lock (run._gate) Took ??= run.Total - begun;
        }
    }
}
