namespace VirtAgent.Sinks;

/// <summary>
/// A place that is told what happens. It may throw, be slow or hang: <see cref="Outbox"/> keeps that from the loop and from the
/// other sinks.
/// </summary>
internal interface ISink
{
    /// <summary>What it is called in the log: journal, bus, webhook…</summary>
    string Name { get; }

    /// <summary>Takes one report; reports come one after the other, in order.</summary>
    Task DeliverAsync(Report report, CancellationToken cancellation);
}
