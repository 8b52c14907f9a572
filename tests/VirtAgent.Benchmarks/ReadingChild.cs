using System.Globalization;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Network;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Observe.Tools;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>Inside the lab: reads what is beside the rules and runs the tools, by turns.</summary>
internal static class ReadingChild
{
    public const string Verb = "reading-child";

    private const int Rounds = 15;

    /// <summary>Prints "WALL CPU WALL CPU" in ms: of what is beside the rules, and of the tools.</summary>
    public static int Run()
    {
        List<VirtualNetwork> networks =
            [.. new[] { "default", "network1" }.Select(name => NetworkXmlReader.Read(
                File.ReadAllText(RepositoryFolder.Path($"tests/lab/xml/{name}.xml"))))];
        var (ours, tools) = Timing.Alternate(Rounds, () => Timing.Of(() => Beside(networks)), () => Timing.Of(Tools));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ours.Wall} {ours.Cpu} {tools.Wall} {tools.Cpu}"));
        return 0;
    }

    private static void Beside(List<VirtualNetwork> networks)
    {
        var observation = new HostRecordBuilder();
        NetworkReading.Run(observation);
        ConntrackReading.Run(observation, networks);
        if (observation.Take().Gaps is [var gap, ..]) throw new InvalidOperationException($"{gap.Source}: {gap.Reason}");
    }

    private static void Tools() =>
        ToolReading.RunAsync(new HostRecordBuilder(), RefreshScope.All, CancellationToken.None).GetAwaiter().GetResult();
}
