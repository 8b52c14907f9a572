using System.Threading.Channels;
using VirtAgent.Sinks;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks;

/// <summary>A sink that works: what it was told can be waited for.</summary>
internal sealed class CollectedSink : ISink
{
    private readonly Channel<Report> _told = Channel.CreateUnbounded<Report>();

    public string Name => "collected";

    public Task DeliverAsync(Report report, CancellationToken cancellation) =>
        _told.Writer.WriteAsync(report, cancellation).AsTask();

    public async Task<IReadOnlyList<Report>> Take(int count)
    {
        var taken = new List<Report>();
        while (taken.Count < count) taken.Add(await Eventually.Ends(_told.Reader.ReadAsync()));
        return taken;
    }
}
