using System.Globalization;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Benchmarks;

/// <summary>Reads and audits one recorded host in a process that does nothing else, and prints what it took.</summary>
internal static class AuditChild
{
    public const string Verb = "audit-child";

    /// <summary>Prints "MILLISECONDS PEAK-KIB VERDICTS": VmHWM is the most memory that was resident at any time.</summary>
    public static int Run(string folder)
    {
        var verdicts = "";
        var timing = Timing.Of(() =>
        {
            var audit = Judge.Audit(HostReader.Read(RecordFolder.Read(folder)));
            verdicts = string.Join(',', audit.Networks.Select(network => network.IPv4));
        });
        var peak = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{timing.Wall:0} {peak} {verdicts}"));
        return 0;
    }
}
