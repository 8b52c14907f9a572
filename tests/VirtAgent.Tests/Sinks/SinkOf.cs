using VirtAgent.Sinks;

namespace VirtAgent.Tests.Sinks;

/// <summary>A sink that does with each report what the test says.</summary>
internal sealed class SinkOf(Func<Report, CancellationToken, Task> deliver) : ISink
{
    public string Name => "sick";

    public Task DeliverAsync(Report report, CancellationToken cancellation) => deliver(report, cancellation);
}
