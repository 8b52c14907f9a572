using VirtAgent.Core.Findings;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Otlp;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Otlp;

public sealed class OtlpSinkTests
{
    private static readonly AgentView Standing = new(
        Examples.Audit(PromiseVerdict.Leaking, Examples.Leak), DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000.5), 42);

    private readonly LogLines _log = new();

    [Fact]
    public async Task Reports_arrive_as_log_records_with_their_time_and_their_facts()
    {
        using var collector = new Collector(HttpReceiver.Ok);
        await using var sink = Start(collector.Options);
        await sink.DeliverAsync(ExampleReports.Leak, TestContext.Current.CancellationToken);
        var (request, logs) = await collector.Next("logs");
        Assert.Equal("application/x-protobuf", request.Headers["Content-Type"]);
        var resource = Assert.Single(logs.At(1, 1)).Attributes(1).ToList();
        Assert.Contains("service.name=virt-agent", resource);
        Assert.Contains("service.instance.id=kvm1", resource);
        Assert.Contains("host.name=kvm1", resource);

        var record = Assert.Single(logs.At(1, 2, 2));
        Assert.Equal(1_767_323_045_678_000_000UL, record.Number(1));
        Assert.Equal(21UL, record.Number(2)); // SEVERITY_NUMBER_FATAL
        Assert.Equal(
            "finding-raised forward-leak: Guests of isolated network network1 reach up0.", record.At(5).Single().Text(1));
        Assert.Equal("finding-raised", record.Text(12));
        var facts = record.Attributes(6).ToList();
        Assert.Contains("libvirt.network.name=network1", facts);
        Assert.Contains("virtagent.code=forward-leak", facts);
        Assert.Contains("virtagent.remedy=Delete rule 1 of FORWARD.", facts);
        Assert.Contains(facts, fact => fact.StartsWith("virtagent.trace=nft mangle/PREROUTING 1: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_stands_arrives_as_gauges()
    {
        using var collector = new Collector(HttpReceiver.Ok);
        await using var sink = Start(collector.Options);
        var (_, metrics) = await collector.Next("metrics");
        Assert.Contains("host.name=kvm1", Assert.Single(metrics.At(1, 1)).Attributes(1));
        Assert.Equal(
            [
                "virtagent.findings{virtagent.code=forward-leak,virtagent.severity=critical}",
                "virtagent.gaps{}",
                "virtagent.last_proof.time{}",
                "virtagent.ledger.entries{}",
                "virtagent.network.verdict{libvirt.network.name=network1,virtagent.scope=ipv4,virtagent.verdict=leaking}",
                "virtagent.network.verdict{libvirt.network.name=network1,virtagent.scope=ipv6,virtagent.verdict=isolated}",
                "virtagent.network.verdict{libvirt.network.name=network1,virtagent.scope=layer2,virtagent.verdict=isolated}",
                "virtagent.ports{libvirt.network.name=network1,virtagent.state=bound}",
            ],
            Collector.Points(metrics).Order(StringComparer.Ordinal));
        var entries = metrics.At(1, 2, 2).Single(metric => metric.Text(1) == "virtagent.ledger.entries");
        Assert.Equal(42UL, entries.At(5, 1).Single().Number(6));
        var proof = metrics.At(1, 2, 2).Single(metric => metric.Text(1) == "virtagent.last_proof.time");
        Assert.Equal(1_700_000_000.5, BitConverter.UInt64BitsToDouble(proof.At(5, 1).Single().Number(4)));
    }

    [Fact]
    public async Task What_is_told_last_still_arrives()
    {
        using var collector = new Collector(HttpReceiver.Ok);
        await using (var sink = Start(collector.Options with { Interval = TimeSpan.FromHours(1) }))
            await sink.DeliverAsync(ExampleReports.Gap, TestContext.Current.CancellationToken);
        Assert.Single((await collector.Next("logs")).Message.At(1, 2, 2));
    }

    [Fact]
    public async Task A_collector_that_hangs_does_not_hold_up_the_end()
    {
        using var collector = new Collector(_ => null);
        var sink = Start(collector.Options with { Timeout = TimeSpan.FromMinutes(5) });
        await sink.DeliverAsync(ExampleReports.Gap, TestContext.Current.CancellationToken);
        await collector.Next("logs");
        await sink.DeliverAsync(ExampleReports.Leak, TestContext.Current.CancellationToken);
        await Eventually.Ends(sink.DisposeAsync());
    }

    [Fact]
    public async Task A_collector_that_refuses_and_one_that_is_back_are_told_in_the_log()
    {
        using var collector = new Collector(number => number <= 1 ? "401 Who are you" : "200 OK");
        await using var sink = Start(collector.Options);
        await _log.Has("does not take metrics: it answers 401");
        await _log.Has("takes metrics again");
        await using var down = Start(new OtlpOptions { Endpoint = new Uri($"http://127.0.0.1:{HttpReceiver.FreePort()}") });
        await down.DeliverAsync(ExampleReports.Gap, TestContext.Current.CancellationToken);
        await _log.Has("does not take logs: Connection refused");
    }

    [Fact]
    public async Task Headers_come_from_a_file()
    {
        using var folder = new TemporaryFolder();
        using var collector = new Collector(HttpReceiver.Ok);
        var headers = folder.Write("headers", "x-api-key=s3cret,x-org=me\n");
        await using var sink = Start(collector.Options with { HeadersFile = headers });
        var (request, _) = await collector.Next("metrics");
        Assert.Equal("s3cret", request.Headers["x-api-key"]);
        Assert.Equal("me", request.Headers["x-org"]);
        Assert.Throws<IOException>(
            () => Start(collector.Options with { HeadersFile = Path.Combine(folder.Path, "none") }));
    }

    private OtlpSink Start(OtlpOptions options) => OtlpSink.Start(options, "kvm1", () => Standing, _log);
}
