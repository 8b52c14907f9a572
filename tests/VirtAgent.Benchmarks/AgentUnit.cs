namespace VirtAgent.Benchmarks;

/// <summary>The daemon as a unit of the benchmarks' host, from when it watches until this is disposed of.</summary>
internal sealed class AgentUnit : IDisposable
{
    private readonly BenchmarkHost _host;
    private readonly string _unit;

    public AgentUnit(BenchmarkHost host, string unit, params string[] options)
    {
        (_host, _unit) = (host, unit);
        host.Must([
            "systemd-run", "-q", $"--unit={unit}", "-p", "Type=notify", "-p", $"StateDirectory={unit}", "-p", $"RuntimeDirectory={unit}",
            BenchmarkHost.Agent, "run", .. options,
        ]);
    }

    /// <summary>Its process.</summary>
    public int Pid => int.Parse(_host.Must("systemctl", "show", "-P", "MainPID", _unit), System.Globalization.CultureInfo.InvariantCulture);

    public void Dispose() => _host.Must("systemctl", "stop", _unit);
}
