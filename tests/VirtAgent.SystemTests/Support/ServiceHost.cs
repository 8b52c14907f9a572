using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace VirtAgent.SystemTests.Support;

/// <summary>A <see cref="KvmHost"/> with virt-agent installed as the README says, and its unit.</summary>
internal sealed class ServiceHost : IDisposable
{
    /// <summary>The unit, and the group that may ask it.</summary>
    public const string Unit = "virt-agent";

    private const string Install = """
        ln -s "$1" /usr/bin/virt-agent
        cp "$2/virt-agent.service" /etc/systemd/system/
        cp "$2/deploy/systemd/virt-agent.sysusers" /usr/lib/sysusers.d/virt-agent.conf
        cp "$2/deploy/dbus/io.github.virtagent.conf" /usr/share/dbus-1/system.d/
        systemd-sysusers
        systemctl reload dbus
        systemctl daemon-reload
        """;

    private readonly KvmHost _host;

    private ServiceHost(KvmHost host) => _host = host;

    /// <summary>Its lab.</summary>
    public Lab Lab => _host.Lab;

    /// <summary>The process of the unit.</summary>
    public string MainPid => Lab.Must("systemctl", "show", "-P", "MainPID", Unit).Trim();

    /// <summary>Boots it and starts the unit, which returns when the agent watches.</summary>
    /// <param name="prefix">See <see cref="Lab.Up"/>.</param>
    /// <param name="before">A script to run in it before the unit is started.</param>
    public static ServiceHost Up(string prefix, string before = "")
    {
        var host = new ServiceHost(KvmHost.Up(prefix));
        try
        {
            host.Lab.Shell(Install, Agent.Program, RepositoryFolder.Path("").TrimEnd('/'));
            host.Lab.Shell(before);
            host.Lab.Must("systemctl", "start", Unit);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>What <c>systemd-analyze security</c> makes of the unit: 0 is locked down, 10 is nothing at all.</summary>
    public static double Exposure(Lab lab) => double.Parse(
        lab.Must("systemd-analyze", "security", "--no-pager", Unit)
            .Split($"{Unit}.service:")[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
        CultureInfo.InvariantCulture);

    /// <summary>Runs virt-agent as a user without any capability, in the unit's group or in none.</summary>
    public Command AskAsNobody(bool inGroup, params string[] arguments)
    {
        string[] groups = inGroup ? ["--groups", Unit] : ["--clear-groups"];
        string[] nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--bounding-set=-all", "--inh-caps=-all"];
        return Lab.Run([.. nobody, .. groups, Agent.Program, .. arguments]);
    }

    /// <summary>
    /// The first entry of the journal with these fields, now or within half a minute: an agent that is traced is slow.
    /// </summary>
    public JsonElement JournalEntry(params string[] fields)
    {
        for (var i = 0; i < 300; i++)
        {
            var lines = Lab.Run(["journalctl", "-q", "-o", "json", "--no-pager", $"_SYSTEMD_UNIT={Unit}.service", .. fields]).Out;
            if (lines.Length > 0) return JsonDocument.Parse(lines.Split('\n')[0]).RootElement;
            Thread.Sleep(100);
        }

        throw new TimeoutException($"No entry with {string.Join(' ', fields)}.");
    }

    /// <summary>All that the journal was told of, in its order.</summary>
    public IReadOnlyList<JsonElement> Journal() =>
        [.. Lab.Must("journalctl", "-q", "-o", "json", "--no-pager", $"_SYSTEMD_UNIT={Unit}.service")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.TryGetProperty("VIRTAGENT_KIND", out _))];

    /// <summary>Opens isolated network1 for everything its guest sends, or closes it again.</summary>
    public void Leak(bool open) => Lab.Must("iptables", open ? "-I" : "-D", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");

    /// <summary>Waits until the unit's log has a text, or twenty seconds; returns the log.</summary>
    public string Logged(string text)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var log = Lab.Must("journalctl", "-q", "-u", Unit, "-o", "cat", "--no-pager");
            if (log.Contains(text, StringComparison.Ordinal)) return log;
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), $"'{text}' is not logged: {log}");
            Thread.Sleep(100);
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => _host.Dispose();
}
