using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// The daemon as a unit of the benchmarks' host, as its own unit has it run, from when it watches until this is disposed of.
/// </summary>
internal sealed class AgentUnit : IDisposable
{
    private readonly BenchmarkHost _host;
    private readonly string _unit;

    public AgentUnit(BenchmarkHost host, string unit, params string[] options)
    {
        (_host, _unit) = (host, unit);
        host.Must([
            "systemd-run", "-q", $"--unit={unit}", "-p", "Type=notify", .. Environment(), "-p", $"StateDirectory={unit}", "-p",
                $"RuntimeDirectory={unit}",
            BenchmarkHost.Agent, "run", .. options,
        ]);
    }

    /// <summary>Its process.</summary>
    public int Pid =>
        int.Parse(_host.Must("systemctl", "show", "-P", "MainPID", _unit), System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Environment() =>
        File.ReadLines(RepositoryFolder.Path("virt-agent.service"))
            .Where(line => line.StartsWith("Environment=", StringComparison.Ordinal))
            .SelectMany(line => (string[])["-p", line]);

    public void Dispose() => _host.Must("systemctl", "stop", _unit);
}
