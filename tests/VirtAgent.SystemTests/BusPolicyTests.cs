using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Bus;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The installed policy on a bus with the rules of the system bus, as several users. Needs root, to be them.</summary>
public sealed class BusPolicyTests
{
    private const string Service = "io.github.virtagent";

    private static readonly string[] Question =
        ["get-property", Service, "/io/github/virtagent", $"{Service}.Agent1", "LedgerEntries"];

    [Theory]
    [InlineData("root", "root", true)]
    [InlineData("nobody", "libvirt", true)]
    [InlineData("nobody", "games", true)]
    [InlineData("nobody", "nogroup", false)]
    public async Task Only_root_and_the_groups_of_the_agent_and_of_libvirt_may_ask(string user, string group, bool allowed)
    {
        using var bus = Start();
        using var sink = await Serve(bus);

        var answer = bus.Busctl(user, group, Question);

        Assert.True(answer.Exit == 0 == allowed, $"{answer.Out}{answer.Error}");
        if (!allowed) Assert.Contains("ccess denied", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root", "root", true)]
    [InlineData("games", "games", true)]
    [InlineData("nobody", "libvirt", false)]
    [InlineData("nobody", "nogroup", false)]
    public void Only_root_and_the_user_of_the_agent_may_be_it(string user, string group, bool allowed)
    {
        using var bus = Start();

        var answer = bus.Busctl(
            user, group, "call", "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", "su", Service, "4");

        Assert.True(answer.Exit == 0 == allowed, $"{answer.Out}{answer.Error}");
    }

    [Theory]
    [InlineData("nobody", "libvirt", true)]
    [InlineData("nobody", "nogroup", false)]
    public async Task Signals_are_heard_by_those_who_may_ask_and_by_nobody_else(string user, string group, bool heard)
    {
        using var bus = Start();
        using var sink = await Serve(bus);

        var all = bus.HeardBy(user, group, () =>
        {
            sink.DeliverAsync(Happened(EntryKind.PortCreated), CancellationToken.None).Wait();
            bus.SayOver();
        });

        Assert.Equal(heard, all.Contains("member=PortCreated", StringComparison.Ordinal));
    }

    private static GuardedBus Start()
    {
        RequireLab.OrSkip();
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "VirtAgent.sln"))) folder = folder.Parent!;
        return new GuardedBus(Path.Combine(folder.FullName, "deploy", "dbus", "io.github.virtagent.conf"));
    }

    private static async Task<BusSink> Serve(GuardedBus bus)
    {
        var sink = new BusSink(bus.Address, TimeProvider.System);
        await sink.DeliverAsync(Happened(EntryKind.AgentStarted), CancellationToken.None);
        return sink;
    }

    private static Report Happened(EntryKind kind) => new(
        new LedgerEvent(kind, new Moment(DateTimeOffset.UnixEpoch, TimeSpan.Zero)) { Port = "2b1c03b9" });
}
