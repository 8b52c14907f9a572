using System.Text.Json;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Bus;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Bus;

/// <summary>A bus sink on a private bus, and what there is to tell.</summary>
internal sealed class AgentOnBus : IDisposable
{
    public const string Service = "io.github.virtagent";
    public const string Path = "/io/github/virtagent";
    public const string PortPath = "/io/github/virtagent/port/2b1c03b9_75d8_47e5_bcd7_19dcf0253d9d";
    public static readonly string Key = Examples.Leak.Key;

    public static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly Audit Audit = Examples.Audit(PromiseVerdict.Leaking, Examples.Leak) with
    {
        Host = Examples.Host(new Gap("dnsmasq", "not allowed to read it")),
    };

    public static readonly ActiveFinding Standing = new(
        Key, "network1", Examples.Leak.Summary, new Moment(Then, TimeSpan.FromHours(1)), new Moment(Then, TimeSpan.FromHours(1)))
    {
        Finding = Examples.Leak,
    };

    public static readonly AgentView View = new(Audit, Then, 7) { Findings = [Standing] };

    /// <summary>Serves <see cref="View"/>.</summary>
    public AgentOnBus()
    {
        Sink = new BusSink(Bus.Address, TimeProvider.System);
        Sink.Show(View);
        Deliver(Happened(EntryKind.AgentStarted));
    }

    public PrivateBus Bus { get; } = new();

    public BusSink Sink { get; }

    public static Report Happened(EntryKind kind, Finding? finding = null) => new(
        new LedgerEvent(kind, new Moment(Then, TimeSpan.FromHours(1)))
        {
            Network = "network1",
            Port = kind is EntryKind.PortCreated or EntryKind.PortDeleted ? Examples.PortUuid : null,
            Mac = kind is EntryKind.PortCreated ? "52:54:00:43:75:38" : null,
            Finding = kind is EntryKind.FindingRaised or EntryKind.FindingCleared ? Key : null,
        },
        finding);

    /// <summary>Delivers, and returns when the bus has it.</summary>
    public void Deliver(Report report) => Sink.DeliverAsync(report, CancellationToken.None).Wait();

    public JsonElement Property(string name) => Property(Path, $"{Service}.Agent1", name);

    public JsonElement Property(string path, string owner, string name) =>
        JsonDocument.Parse(Bus.Busctl("--json=short", "get-property", Service, path, owner, name)).RootElement;

    /// <summary>What a method answers.</summary>
    public JsonElement Call(string path, string owner, string member, params string[] arguments) =>
        JsonDocument.Parse(Bus.Busctl(["--json=short", "call", Service, path, owner, member, .. arguments]))
            .RootElement.GetProperty("data")[0];

    public void Dispose()
    {
        Sink.Dispose();
        Bus.Dispose();
    }
}
