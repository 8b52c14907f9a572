using System.Diagnostics;
using System.Text.Json;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Stories;

/// <summary>
/// One sink is gone or hangs: the ledger and all others are told of leaks as ever, and that sink later where it has a spool.
/// </summary>
public sealed class SinkFaultTests
{
    private const int Times = 3;
    private const int WebhookPort = 8081;
    private const int OtlpPort = 8082;
    private const string Signals = "/root/signals";

    // The collector has the ten seconds that are usual.
    private const string Settings = """
        {
          "webhook": { "url": "http://127.0.0.1:8081/alert", "timeout": "1s" },
          "otlp": { "endpoint": "http://127.0.0.1:8082" }
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_webhook_that_is_gone_or_hangs_gets_all_later_in_order_and_each_once(bool hangs) =>
        With("webhook", (host, webhook, otlp) =>
    {
        var told = webhook.Posts.Count;
        var first = Agent.History(host.Lab).Count;
        if (hangs) webhook.Hang();
        else webhook.Stop();

        var history = OpenAndClose(host);
        AssertJournal(host);
        AssertBus(host);
        AssertOtlp(otlp);
        Assert.Equal(told, webhook.Posts.Count);

        webhook.Start();
        var expected = history.Skip(first).Where(IsForWebhook).Select(entry => $"{entry.Kind} {entry.Finding}").ToList();
        Wait(() => webhook.Posts.Count >= told + expected.Count);
        var posts = webhook.Posts;
        Assert.Equal(expected, posts.Skip(told).Select(post => Told(post.Body)));
        Assert.Equal(posts.Count, posts.Select(post => post.Key).Distinct().Count());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_collector_that_is_gone_or_hangs_costs_nobody_else_anything(bool hangs) => With("otlp", (host, webhook, otlp) =>
    {
        if (hangs) otlp.Hang();
        else otlp.Stop();

        OpenAndClose(host);
        AssertJournal(host);
        AssertBus(host);
        AssertWebhook(webhook);

        otlp.Start();
        OpenAndClose(host);
        AssertOtlp(otlp);
    });

    [Fact]
    public void A_system_bus_that_hangs_costs_nobody_else_anything_and_is_told_later() => With("bus", (host, webhook, otlp) =>
    {
        host.Lab.Must("systemctl", "kill", "-s", "STOP", "dbus");
        OpenAndClose(host);
        AssertJournal(host);
        AssertOtlp(otlp);
        AssertWebhook(webhook);

        host.Lab.Must("systemctl", "kill", "-s", "CONT", "dbus");
        AssertBus(host);
    });

    [Fact]
    public void A_system_bus_that_is_gone_takes_libvirtd_with_it_which_all_others_are_told() =>
        With("no-bus", (host, webhook, otlp) =>
    {
        const string Unread = "source-unread";
        host.Lab.Must("systemctl", "stop", "dbus.socket", "dbus.service");
        Wait(() => Agent.History(host.Lab).Any(entry => entry.Kind == "finding-raised" && entry.Finding == $"{Unread} networks"));
        Wait(() => host.Journal().Any(entry => entry.GetRawText().Contains(Unread, StringComparison.Ordinal)));
        Wait(() => webhook.Posts.Any(post => post.Body.Contains(Unread, StringComparison.Ordinal)));
        Wait(() => otlp.Posts.Any(post => post.Body.Contains(Unread, StringComparison.Ordinal)));

        // libvirtd looks for the bus once.
        host.Lab.Shell("systemctl start dbus.socket dbus.service; systemctl restart libvirtd");
        Wait(() => Agent.History(host.Lab)
            .Any(entry => entry.Kind == "finding-cleared" && entry.Finding == $"{Unread} networks"));
        Wait(() => host.Lab.Run("busctl", "status", "io.github.virtagent").Exit == 0);
        Listen(host);
        OpenAndClose(host);
        AssertBus(host);
    });

    [Fact]
    public void A_journald_that_hangs_costs_nobody_else_anything_and_is_told_later() => With("journald", (host, webhook, otlp) =>
    {
        host.Lab.Must("systemctl", "kill", "-s", "STOP", "systemd-journald");
        OpenAndClose(host);
        AssertBus(host);
        AssertOtlp(otlp);
        AssertWebhook(webhook);

        host.Lab.Must("systemctl", "kill", "-s", "CONT", "systemd-journald");
        AssertJournal(host);
    });

    private static void With(string fault, Action<ServiceHost, Receiver, Receiver> story)
    {
        using var host = ServiceHost.Up($"sink-{fault}");
        var (webhook, otlp) = (Receiver.Start(host.Lab, WebhookPort), Receiver.Start(host.Lab, OtlpPort));
        Listen(host);
        Configure(host, Settings);
        story(host, webhook, otlp);
    }

    private static void Configure(ServiceHost host, string settings)
    {
        host.Lab.Shell("install -d -m 0755 /etc/virt-agent; printf '%s' \"$1\" > /etc/virt-agent/virt-agent.json", settings);
        host.Lab.Must("systemctl", "reload", ServiceHost.Unit);
        host.Logged("configuration taken; changed: webhook, otlp");
    }

    private static void Listen(ServiceHost host) => host.Lab.Shell("""
        systemctl stop listener 2>/dev/null || true
        systemd-run -q --collect --unit=listener bash -c "exec dbus-monitor --system \"type='signal',interface='io.github.virtagent.Agent1'\" > $1"
        until [ -s $1 ]; do sleep 0.05; done
        """, Signals);

    /// <summary>A leak comes and goes a few times; returns the ledger that tells it.</summary>
    private static IReadOnlyList<LedgerAnswer> OpenAndClose(ServiceHost host)
    {
        var before = Agent.History(host.Lab).Count(IsEnd);
        for (var i = 1; i <= Times; i++)
        {
            host.Leak(open: true);
            Assert.Equal(before + i,
                Agent.WaitForHistory(host.Lab, entries => entries.Count(IsLeak) == before + i).Count(IsLeak));
            host.Leak(open: false);
            Assert.Equal(before + i, Agent.WaitForHistory(host.Lab, entries => entries.Count(IsEnd) == before + i).Count(IsEnd));
        }

        return Agent.History(host.Lab);
    }

    private static bool IsLeak(LedgerAnswer entry) => entry.Kind == "finding-raised" && IsOfLeak(entry);

    private static bool IsEnd(LedgerAnswer entry) => entry.Kind == "finding-cleared" && IsOfLeak(entry);

    private static bool IsOfLeak(LedgerAnswer entry) =>
        entry.Finding!.StartsWith("forward-leak network1 out IPv4", StringComparison.Ordinal);

    private static bool IsForWebhook(LedgerAnswer entry) =>
        entry.Kind is "finding-raised" or "finding-cleared" or "gap-opened" or "gap-closed";

    private static string Told(string body)
    {
        var report = JsonDocument.Parse(body).RootElement;
        var finding = report.GetProperty("finding");
        return $"{report.GetProperty("kind")} {(finding.ValueKind == JsonValueKind.Object ? finding.GetProperty("key") : "")}";
    }

    private static void AssertJournal(ServiceHost host) => Wait(() => Tells(host.Journal().Select(entry => entry.GetRawText())));

    private static void AssertBus(ServiceHost host) => Wait(() =>
    {
        var signals = host.Lab.Must("cat", Signals).Split("signal time=");
        return Count(signals, "member=FindingRaised") >= Times && Count(signals, "member=FindingCleared") >= Times;
    });

    private static void AssertWebhook(Receiver webhook) => Wait(() => Tells(webhook.Posts.Select(post => post.Body)));

    private static void AssertOtlp(Receiver otlp) =>
        Wait(() => Tells(otlp.Posts.SelectMany(post => post.Body.Split("virtagent.kind"))));

    private static bool Tells(IEnumerable<string> reports)
    {
        var all = reports.Where(report => report.Contains("forward-leak", StringComparison.Ordinal)).ToList();
        return Count(all, "finding-raised") >= Times && Count(all, "finding-cleared") >= Times;
    }

    private static int Count(IEnumerable<string> texts, string what) =>
        texts.Count(text => text.Contains(what, StringComparison.Ordinal));

    private static void Wait(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "It is not told within twenty seconds.");
            Thread.Sleep(100);
        }
    }
}
