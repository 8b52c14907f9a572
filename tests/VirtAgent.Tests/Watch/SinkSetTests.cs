using VirtAgent.Configuration;
using VirtAgent.Hosting;
using VirtAgent.Ledger;
using VirtAgent.Observe.Hints;
using VirtAgent.Sinks.Endpoint;
using VirtAgent.Tests.Sinks;
using VirtAgent.Tests.Sinks.Webhook;
using VirtAgent.Tests.Support;
using VirtAgent.Watch;

namespace VirtAgent.Tests.Watch;

/// <summary>Sinks as a reload treats them, with the real webhook and endpoint.</summary>
public sealed class SinkSetTests : IAsyncDisposable
{
    private static readonly AgentSettings Nothing = new() { Bus = false };

    private readonly TemporaryFolder _folder = new();
    private readonly LogLines _log = new();
    private readonly LedgerWriter _ledger;
    private readonly SinkSet _sinks;

    public SinkSetTests()
    {
        _ledger = new LedgerWriter(Path.Combine(_folder.Path, LedgerFile.Name), HostClock.Now);
        var last = new AgentState(_ledger, new SourceHealth(new HintChannel()));
        _sinks = new SinkSet(new DaemonFolders(_folder.Path, _folder.Path), last, _log);
    }

    [Fact]
    public async Task What_one_receiver_did_not_take_goes_to_the_one_that_a_reload_names_in_order()
    {
        using var up = new HttpReceiver(HttpReceiver.Ok);
        await Take(Nothing with { Webhook = WebhookBench.Options(HttpReceiver.FreePort()) }, "journal", "webhook");
        foreach (var report in WebhookBench.Numbered(1, 3)) _sinks.Tell(report);

        await Take(Nothing with { Webhook = WebhookBench.Options(up) }, "webhook");
        foreach (var report in WebhookBench.Numbered(4, 5)) _sinks.Tell(report);

        Assert.Equal([1, 2, 3, 4, 5], WebhookBench.Numbers(await up.Take(5)));
    }

    [Fact]
    public async Task Reports_that_come_while_the_webhook_is_being_replaced_are_not_lost()
    {
        using var first = new HttpReceiver(HttpReceiver.Ok);
        using var second = new HttpReceiver(HttpReceiver.Ok);
        await Take(Nothing with { Webhook = WebhookBench.Options(first) }, "journal", "webhook");
        async Task Tell()
        {
            foreach (var report in WebhookBench.Numbered(1, 200))
            {
                _sinks.Tell(report);
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
        }

        var telling = Tell();
        await first.Take(1);
        await Take(Nothing with { Webhook = WebhookBench.Options(second) }, "webhook");
        await telling;
        _sinks.Tell(new(ExampleReports.Gap.What with { Detail = "201" }));

        var taken = new List<int>();
        while (!taken.Contains(201)) taken.AddRange(WebhookBench.Numbers(await second.Take(1)));
        Assert.Equal(Enumerable.Range(taken[0], 201 - taken[0] + 1), taken);
        Assert.Equal(Enumerable.Range(2, taken[0] - 2), WebhookBench.Numbers(await first.Take(taken[0] - 2)));
    }

    [Fact]
    public async Task The_same_settings_read_once_more_change_nothing()
    {
        var text = """{ "bus": { "enabled": false }, "webhook": { "url": "https://a.example/x", "kinds": ["gap-opened", "port-created"] } }""";
        var file = _folder.Write("config.json", text);
        await Take(ConfigReader.Read(file).Settings, "journal", "webhook");
        await Take(ConfigReader.Read(file).Settings);
        _folder.Write("config.json", text.Replace("/x", "/y", StringComparison.Ordinal));
        await Take(ConfigReader.Read(file).Settings, "webhook");
    }

    [Fact]
    public async Task An_endpoint_that_cannot_move_stays_where_it_is()
    {
        var (here, there) = (Path.Combine(_folder.Path, "here.sock"), Path.Combine(_folder.Path, "there.sock"));
        await Take(Nothing with { Endpoint = new EndpointOptions { Listen = $"unix:{here}" } }, "journal", "endpoint");
        _folder.Write("there.sock", "somebody's");

        var (changed, problems) =
            await _sinks.TakeAsync(Nothing with { Endpoint = new EndpointOptions { Listen = $"unix:{there}" } });

        Assert.Empty(changed);
        Assert.StartsWith($"Somebody listens on {there} already", Assert.Single(problems), StringComparison.Ordinal);
        Assert.EndsWith(" The old one goes on.", problems[0], StringComparison.Ordinal);
        Assert.True(File.Exists(here));
    }

    [Fact]
    public async Task A_sink_that_is_switched_off_is_told_nothing_and_one_that_is_switched_on_again_is()
    {
        using var receiver = new HttpReceiver(HttpReceiver.Ok);
        var on = Nothing with { Webhook = WebhookBench.Options(receiver) };
        await Take(on, "journal", "webhook");
        _sinks.Tell(WebhookBench.Numbered(1, 1)[0]);
        await Take(Nothing, "webhook");
        _sinks.Tell(WebhookBench.Numbered(2, 2)[0]);
        await Take(on, "webhook");
        _sinks.Tell(WebhookBench.Numbered(3, 3)[0]);
        Assert.Equal([1, 3], WebhookBench.Numbers(await receiver.Take(2)));
    }

    public async ValueTask DisposeAsync()
    {
        await _sinks.DisposeAsync();
        _ledger.Dispose();
        _folder.Dispose();
    }

    private async Task Take(AgentSettings settings, params string[] changes)
    {
        var (changed, problems) = await _sinks.TakeAsync(settings);
        Assert.Equal(changes, changed);
        Assert.Empty(problems);
    }
}
