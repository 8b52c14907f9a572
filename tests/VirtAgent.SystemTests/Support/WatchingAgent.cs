using System.Diagnostics;

namespace VirtAgent.SystemTests.Support;

/// <summary><c>virt-agent run</c> as a unit of a lab, with the folders it has there by default.</summary>
internal sealed class WatchingAgent
{
    /// <summary>Its unit.</summary>
    public const string Unit = "virt-agent-run";

    private readonly Lab _lab;

    private WatchingAgent(Lab lab) => _lab = lab;

    /// <summary>Starts it and waits until it has looked at the host once.</summary>
    public static WatchingAgent Start(Lab lab, params string[] properties)
    {
        var agent = new WatchingAgent(lab);
        agent.Start(properties);
        return agent;
    }

    /// <summary>Starts it again, after <see cref="Kill"/> or <see cref="Stop"/>.</summary>
    public void Start(params string[] properties)
    {
        var before = Watches();
        string[] options = [.. properties.SelectMany(property => (string[])["-p", property])];
        _lab.Must([
            "systemd-run", "-q", $"--unit={Unit}", "-p", "StateDirectory=virt-agent", "-p",
                "RuntimeDirectory=virt-agent", .. options,
            Agent.Program, "run",
        ]);
        var patience = Stopwatch.StartNew();
        while (Watches() == before)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), $"It does not begin to watch: {Log()}");
            Thread.Sleep(100);
        }
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public void Kill()
    {
        _lab.Must("systemctl", "kill", "--kill-whom=all", "-s", "KILL", Unit);
        Gone();
    }

    /// <summary>Ends it in good order.</summary>
    public void Stop()
    {
        _lab.Must("systemctl", "stop", Unit);
        Gone();
    }

    /// <summary>The whole ledger.</summary>
    public IReadOnlyList<LedgerAnswer> History() => Agent.History(_lab);

    /// <summary>Waits until the ledger is as it should be, or twenty seconds; returns it.</summary>
    public IReadOnlyList<LedgerAnswer> WaitFor(Func<IReadOnlyList<LedgerAnswer>, bool> expected) =>
        Agent.WaitForHistory(_lab, expected);

    /// <summary>What it logged.</summary>
    public string Log() => _lab.Must("journalctl", "-q", "-u", Unit, "-o", "cat", "--no-pager");

    private int Watches() => Log().Split("watching qemu:").Length;

    private void Gone()
    {
        while (_lab.Run("systemctl", "is-active", "-q", Unit).Exit == 0) Thread.Sleep(20);
        _lab.Run("systemctl", "reset-failed", Unit);
    }
}
