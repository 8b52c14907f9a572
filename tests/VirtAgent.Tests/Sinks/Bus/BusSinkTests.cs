using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Bus;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Support;
using SystemdBus = VirtAgent.Interop.Systemd.Bus;

namespace VirtAgent.Tests.Sinks.Bus;

/// <summary>What the agent says on the bus unasked, and how it takes a bus that goes away.</summary>
public sealed class BusSinkTests
{
    [Theory]
    [InlineData(EntryKind.PortCreated, "PortCreated")]
    [InlineData(EntryKind.PortDeleted, "PortDeleted")]
    [InlineData(EntryKind.FindingRaised, "FindingRaised")]
    [InlineData(EntryKind.FindingCleared, "FindingCleared")]
    public void What_happens_is_a_signal_that_names_its_subject_first(EntryKind kind, string member)
    {
        using var agent = new AgentOnBus();
        using var monitor = agent.Bus.Monitor();

        agent.Deliver(AgentOnBus.Happened(kind, kind == EntryKind.FindingRaised ? Examples.Leak : null));

        var signal = monitor.Next(member);
        Assert.Equal(AgentOnBus.Path, signal.GetProperty("path").GetString());
        Assert.Equal("io.github.virtagent.Agent1", signal.GetProperty("interface").GetString());
        var declared = BusFiles.Interface("io.github.virtagent.Agent1").Elements("signal")
            .Single(element => (string?)element.Attribute("name") == member);
        Assert.Equal(string.Concat(declared.Elements("arg").Select(arg => (string?)arg.Attribute("type"))), Type(signal));
        var subject = member.StartsWith("Port", StringComparison.Ordinal) ? Examples.PortUuid : AgentOnBus.Key;
        Assert.Equal(subject, Data(signal)[0].GetString());
        Assert.Equal("network1", Data(signal)[1].GetProperty("network").GetProperty("data").GetString());
        Assert.Equal(
            AgentOnBus.Then.ToUnixTimeMilliseconds() * 1000, Data(signal)[1].GetProperty("time").GetProperty("data").GetInt64());
    }

    [Fact]
    public void A_raised_finding_is_told_with_its_evidence_and_witness()
    {
        using var agent = new AgentOnBus();
        using var monitor = agent.Bus.Monitor();

        agent.Deliver(AgentOnBus.Happened(EntryKind.FindingRaised, Examples.Leak));

        var told = Data(monitor.Next("FindingRaised"))[1];
        foreach (var (name, value) in new[]
                 {
                     ("code", "forward-leak"), ("severity", "critical"), ("subject", Examples.Leak.Subject),
                     ("summary", Examples.Leak.Summary), ("remedy", Examples.Leak.Remedy),
                     ("witness", "udp 10.71.0.50:40000 -> 198.51.100.2:53 NEW, in virbr71, out up0"),
                 })
            Assert.Equal(value, told.GetProperty(name).GetProperty("data").GetString());
    }

    [Fact]
    public void Ports_that_come_and_go_are_told_as_objects()
    {
        using var agent = new AgentOnBus();
        using var monitor = agent.Bus.Monitor();

        agent.Sink.Show(View(AgentOnBus.Audit with { Ports = [] }));
        var removed = monitor.Next("InterfacesRemoved");
        agent.Sink.Show(AgentOnBus.View);
        var added = monitor.Next("InterfacesAdded");

        Assert.Equal($"[\"{AgentOnBus.PortPath}\",[\"io.github.virtagent.Port1\"]]", Data(removed).GetRawText());
        Assert.Equal(AgentOnBus.PortPath, Data(added)[0].GetString());
        var port = Data(added)[1].GetProperty("io.github.virtagent.Port1");
        Assert.Equal("virbr71", port.GetProperty("Bridge").GetProperty("data").GetString());
    }

    [Fact]
    public void Properties_that_change_are_told_and_no_others()
    {
        using var agent = new AgentOnBus();
        using var monitor = agent.Bus.Monitor();

        // An equal view in new lists comes first: were it told, its signal would be the one that is read.
        var row = Examples.Row;
        agent.Sink.Show(View(AgentOnBus.Audit with { Ports = [row with { Model = row.Model }], Findings = [Examples.Leak] }));
        agent.Deliver(AgentOnBus.Happened(EntryKind.AgentStarted));
        agent.Sink.Show(View(AgentOnBus.Audit with
        {
            Host = Examples.Host(),
            Ports = [row with { Bridge = "virbr0", State = PortState.Moved }],
        }));

        var ofAgent = monitor.Next("PropertiesChanged");
        var ofPort = monitor.Next("PropertiesChanged");
        Assert.Equal(
            """["io.github.virtagent.Agent1",{"Gaps":{"type":"a(ss)","data":[]}},[]]""", Data(ofAgent).GetRawText());
        Assert.Equal(AgentOnBus.PortPath, ofPort.GetProperty("path").GetString());
        Assert.Equal(
            """["io.github.virtagent.Port1",{"Bridge":{"type":"s","data":"virbr0"},"State":{"type":"s","data":"moved"}},[]]""",
            Data(ofPort).GetRawText());
    }

    [Fact]
    public void What_an_audit_has_and_nobody_was_told_of_yet_is_no_finding_on_the_bus()
    {
        using var agent = new AgentOnBus();
        var waits = Examples.Audit(PromiseVerdict.Leaking, Examples.Leak, Examples.Leak with { Code = FindingCode.PortGhost });
        agent.Sink.Show(View(waits) with
        {
            Findings =
            [AgentOnBus.Standing, AgentOnBus.Standing with { Key = "port-ghost x", Finding = null }]
        });
        agent.Deliver(AgentOnBus.Happened(EntryKind.AgentStarted));

        var findings = agent.Property("Findings").GetProperty("data").EnumerateArray().ToList();
        Assert.Equal([AgentOnBus.Key, "port-ghost x"],
            findings.Select(finding => finding.GetProperty("key").GetProperty("data").GetString()));
        Assert.Equal(
            AgentOnBus.Then.ToUnixTimeMilliseconds() * 1000,
                findings[1].GetProperty("first_seen").GetProperty("data").GetInt64());
    }

    [Fact]
    public void Who_changed_the_rules_is_told_with_the_finding()
    {
        using var agent = new AgentOnBus();
        using var monitor = agent.Bus.Monitor();
        var authors = RulesetAuthors.Of([new RulesetCommit(AgentOnBus.Standing.FirstSeen, 7, 1234, "iptables")]);

        agent.Deliver(AgentOnBus.Happened(EntryKind.FindingCleared) with { ChangedBy = authors });

        var told = Data(monitor.Next("FindingCleared"))[1];
        Assert.Equal("iptables (pid 1234)", told.GetProperty("changed_by").GetProperty("data").GetString());
    }

    [Fact]
    public void A_bus_that_is_restarted_has_the_agent_again_and_as_things_stand_now()
    {
        using var agent = new AgentOnBus();

        agent.Bus.Stop();
        agent.Sink.Show(AgentOnBus.View with { LedgerEntries = 9 });
        agent.Bus.StartAgain();
        agent.Bus.WaitForOwner(AgentOnBus.Service);

        Assert.Equal(9, agent.Property("LedgerEntries").GetProperty("data").GetInt32());
    }

    [Fact]
    public async Task A_bus_that_is_not_there_is_told_once_and_then_nobody_waits_for_it()
    {
        using var bus = new PrivateBus();
        bus.Stop();
        using (var sink = new BusSink(bus.Address, TimeProvider.System))
        {
            var started = AgentOnBus.Happened(EntryKind.AgentStarted);
            var told = await Assert.ThrowsAsync<InvalidOperationException>(
                () => sink.DeliverAsync(started, CancellationToken.None));
            Assert.Contains(bus.Address, told.Message, StringComparison.Ordinal);
            await sink.DeliverAsync(started, CancellationToken.None);

            bus.StartAgain();
            bus.WaitForOwner(AgentOnBus.Service);
            await sink.DeliverAsync(started, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_bus_that_hangs_holds_up_only_who_waits_for_it()
    {
        using var bus = new PrivateBus();
        bus.Freeze();
        using var sink = new BusSink(bus.Address, TimeProvider.System);

        sink.Show(AgentOnBus.View);
        var delivery = sink.DeliverAsync(AgentOnBus.Happened(EntryKind.AgentStarted), CancellationToken.None);
        using var given = new CancellationTokenSource();
        var abandoned = sink.DeliverAsync(AgentOnBus.Happened(EntryKind.AgentStarted), given.Token);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);
        Assert.False(delivery.IsCompleted);
        bus.Thaw();
        await delivery;
    }

    [Fact]
    public void Hostile_names_arrive_in_full_and_printable()
    {
        using var agent = new AgentOnBus();

        const string hostile = "a\0b\n\u001b[31m\u202e\ufffe\U0001fffe\ud800z";
        agent.Sink.Show(AgentOnBus.View with
        {
            Audit =
            AgentOnBus.Audit with { Ports = [Examples.Row with { Guest = hostile }] }
        });
        agent.Deliver(AgentOnBus.Happened(EntryKind.AgentStarted));

        Assert.Equal(
            @"a\x00b\x0a\x1b[31m\u202e\ufffe\u1fffe" + "\ufffdz",
            agent.Property(AgentOnBus.PortPath, "io.github.virtagent.Port1", "Guest").GetProperty("data").GetString());
    }

    [Fact]
    public void Any_text_can_be_put_on_the_bus()
    {
        using var bus = new PrivateBus();
        using var connection = SystemdBus.Open(bus.Address);
        var any = Gen.ListOf(Gen.OneOf(Gen.Choose(0, 0xFFFF), Gen.Elements(0, 0xFFFE, 0xFDD0, 0xD83F, 0xDFFE, 0xD800, 0xDC00)))
            .Select(units => new string([.. units.Select(unit => (char)unit)]));

        Prop.ForAll(Arb.From(any), text =>
        {
            using var signal = connection.Signal("/", "org.example.I", "S");
            signal.Append(BusText.Of(text));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static AgentView View(Audit audit) => AgentOnBus.View with { Audit = audit, LedgerEntries = 8 };

    private static JsonElement Data(JsonElement signal) => signal.GetProperty("payload").GetProperty("data");

    private static string? Type(JsonElement signal) => signal.GetProperty("payload").GetProperty("type").GetString();
}
