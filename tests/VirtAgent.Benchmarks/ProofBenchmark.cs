using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Benchmarks;

/// <summary>Parsing and proving 10,000 rules against the time iptables-nft-save takes to print them.</summary>
internal static class ProofBenchmark
{
    private const int Count = 10_000;
    private const int Rounds = 9;
    private const double Allowance = 300;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        using var recorded = new RecordedRules(host, Count);
        var record = RecordFolder.Read(recorded.Path);
        var model = HostReader.Read(record);
        var text = record.Files[RecordFile.Iptables];

        void ParseAndProve() => Prove(model with
        {
            RuleSets = [IptablesSaveReader.Read(text, Family.IPv4, Backend.Nft), model.RuleSet(Family.IPv6, Backend.Nft)!],
        });
        Timing Save() => TimedCommand.Run(recorded.Rules.Inside, "iptables-nft-save");
        Figure Measure(string name, Func<Timing> ours, bool held)
        {
            var (mine, save) = Timing.Alternate(Rounds, ours, Save);
            return Figure.OfTimes($"{Count:N0} rules, {name}", mine, save, held ? 1 : null, Allowance);
        }

        ParseAndProve();
        yield return Measure("iptables text, warm", () => Timing.Of(ParseAndProve), held: true);
        yield return Measure("with nft's JSON, warm", () => Timing.Of(() => Prove(HostReader.Read(record))), held: false);
        yield return Measure(
            "check --from, new process", () =>
                TimedCommand.Run([], BenchmarkHost.Agent, "check", "--from", recorded.Path), held: false);
    }

    /// <summary>A proof that finds nothing out is no proof.</summary>
    private static void Prove(Host host)
    {
        var verdicts = Judge.Audit(host).Networks.Select(network => network.IPv4).ToList();
        if (verdicts.Any(verdict => verdict is PromiseVerdict.Unread or PromiseVerdict.Undecided))
            throw new InvalidOperationException($"The networks are {string.Join(", ", verdicts)}.");
    }
}
