using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>The lab host as the executable records it, with a large ruleset in the place of its own.</summary>
internal sealed class RecordedRules : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("virt-agent-benchmark-").FullName;

    public RecordedRules(BenchmarkHost host, int count)
    {
        // Into the lab's /run, which the machine sees through the lab's PID 1; only what stdout carries leaves a lab otherwise.
        host.Must("rm", "-rf", "/run/benchmark");
        host.Must(RepositoryFolder.InLab(BenchmarkHost.Agent), "snapshot", "/run/benchmark");
        var lab = $"{_folder}/lab";
        Command.Must(["cp", "-r", $"{host.Root}/run/benchmark", lab]);
        Rules = new LoadedRules(
            RuleMix.Around(File.ReadAllText($"{lab}/iptables-save.txt"), count), File.ReadAllText($"{lab}/ip6tables-save.txt"));
        Path = Rules.Record(lab);
    }

    /// <summary>The rules in a kernel.</summary>
    public LoadedRules Rules { get; }

    /// <summary>The recorded host.</summary>
    public string Path { get; }

    public void Dispose()
    {
        Rules.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
