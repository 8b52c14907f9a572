namespace VirtAgent.Tests.Core.Ports;

/// <summary>
/// Simulated time: what is to happen when, in microseconds since boot; what falls on the same moment keeps its order.
/// </summary>
internal sealed class ModelClock
{
    private readonly PriorityQueue<Action, (long At, long Order)> _due = new();
    private long _order;

    public long Now { get; private set; } = 60_000_000;

    public void After(long microseconds, Action happens) => _due.Enqueue(happens, (Now + microseconds, _order++));

    /// <summary>Lets all happen that is due, and what it leads to, until nothing is left or the time is over.</summary>
    public void Run(long until)
    {
        while (_due.TryPeek(out _, out var next) && next.At <= until)
        {
            var happens = _due.Dequeue();
            Now = next.At;
            happens();
        }

        Now = until;
    }
}
