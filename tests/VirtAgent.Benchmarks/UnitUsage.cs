using System.Globalization;

namespace VirtAgent.Benchmarks;

/// <summary>What a daemon on the benchmarks' host takes of it.</summary>
/// <param name="Cpu">Seconds on the processors, the tools it ran among them.</param>
/// <param name="Resident">MiB.</param>
internal sealed record UnitUsage(double Cpu, double Resident)
{
    /// <summary>Of a process, since its start.</summary>
    public static UnitUsage Now(BenchmarkHost host, int pid)
    {
        var stat = host.Must("cat", $"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // utime, stime, cutime, cstime (proc_pid_stat(5) 14 to 17), a hundredth of a second each.
        var cpu = fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / 100;
        var resident = host.Must("awk", "/^VmRSS/ { print $2 }", $"/proc/{pid}/status");
        return new UnitUsage(cpu, double.Parse(resident, CultureInfo.InvariantCulture) / 1024);
    }
}
