using System.Globalization;
using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// The kernel is the judge: random rulesets, packets aimed at their edges, and the kernel's verdict on each compared with each
/// evaluator, which knows of the rules only what iptables-save printed. VIRTAGENT_RULESETS sets how many rulesets for each
/// family and backend, VIRTAGENT_SEED the first one's seed; a failure prints the seed that replays it alone.
/// </summary>
public class KernelDifferentialTests
{
    private const int DefaultRuleSets = 100;
    private const int PacketsOfSlice = 50;
    private const int PacketsOfFullRun = 100;
    private const int MostComplaints = 3;

    public static TheoryData<Family, Backend> Tools => new()
    {
        { Family.IPv4, Backend.Nft }, { Family.IPv4, Backend.Legacy },
        { Family.IPv6, Backend.Nft }, { Family.IPv6, Backend.Legacy },
    };

    [Theory]
    [MemberData(nameof(Tools))]
    public void Walk_and_set_say_of_every_packet_what_the_kernel_does(Family family, Backend backend) =>
        Compare(family, backend, withUnmodelled: false);

    [Theory]
    [MemberData(nameof(Tools))]
    public void Walk_and_set_know_every_way_that_unmodelled_rules_leave(Family family, Backend backend) =>
        Compare(family, backend, withUnmodelled: true);

    private static void Compare(Family family, Backend backend, bool withUnmodelled)
    {
        var seed = Setting("VIRTAGENT_SEED") ?? Random.Shared.Next();
        var count = Setting("VIRTAGENT_RULESETS") ?? (Setting("VIRTAGENT_SEED") is null ? DefaultRuleSets : 1);
        // A replay tries as many packets as any run may have tried.
        var packetsEach = count > DefaultRuleSets || Setting("VIRTAGENT_SEED") is not null ? PacketsOfFullRun : PacketsOfSlice;
        Console.WriteLine($"{family} {backend}: {count} rulesets from VIRTAGENT_SEED={seed}");
        using var plain = new Courtroom(policyRouting: false);
        using var policy = new Courtroom(policyRouting: true);
        var complaints = new List<string>();
        int forwarded = 0, packets = 0;
        for (var i = 0; i < count && complaints.Count < MostComplaints; i++)
        {
            var trial = new Trial(unchecked(seed + i), family, withUnmodelled, packetsEach);
            // The seed decides here too, so that it alone is enough to replay.
            var room = trial.Seed % 2 == 0 ? plain : policy;
            var verdicts = room.Verdicts(trial.Rules, backend, trial.Family, trial.Packets);
            forwarded += verdicts.Count(verdict => verdict.Out is not null);
            packets += verdicts.Count;
            if (room.FirstComplaint(trial, backend, verdicts) is { } complaint) complaints.Add(complaint);
        }

        Assert.True(complaints.Count == 0, string.Join("\n\n", complaints));
        // Otherwise agreeing would be easy.
        if (count >= DefaultRuleSets) Assert.InRange(forwarded, packets / 10, packets * 9 / 10);
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>A judge with the host it is taken for.</summary>
    private sealed class Courtroom : IDisposable
    {
        private readonly KernelJudge _judge = KernelJudge.Start(Topology.Devices);
        private readonly Host _host;

        public Courtroom(bool policyRouting)
        {
            Topology.SetUp(_judge, policyRouting);
            _host = Topology.Observe(_judge, policyRouting);
        }

        public IReadOnlyList<KernelVerdict> Verdicts(
            string rules, Backend backend, Family family, IReadOnlyList<RandomPacket> packets)
        {
            IptablesTool.Load(_judge, family, backend, rules);
            return Trial.Verdicts(_judge, rules, packets);
        }

        /// <summary>What is wrong with the first wrong opinion, and the fewest rules that show it.</summary>
        public string? FirstComplaint(Trial trial, Backend backend, IReadOnlyList<KernelVerdict> verdicts)
        {
            var evaluators = Read(trial, backend);
            for (var i = 0; i < verdicts.Count; i++)
            {
                if (Complaint(evaluators, trial.Packets[i].Packet, verdicts[i]) is not { } first) continue;
                var text = new StringBuilder($"VIRTAGENT_SEED={trial.Seed} {trial.Family} {backend}: {trial.Packets[i]}\n");
                var (rules, verdict, complaint) =
                    Reduce(trial, backend, i)
                        ?? (trial.Rules, verdicts[i], $"not alone, but after the packets before it {first}");
                return text.Append($"kernel: {verdict}; {complaint}\n{rules}").ToString();
            }

            return null;
        }

        public void Dispose() => _judge.Dispose();

        private static string? Complaint(Evaluators evaluators, Packet packet, KernelVerdict verdict) =>
            evaluators.ComplaintOfWalk(packet, verdict) ?? evaluators.ComplaintOfSet(packet, verdict);

        private Evaluators Read(Trial trial, Backend backend)
        {
            var rules = IptablesSaveReader.Read(IptablesTool.Save(_judge, trial.Family, backend), trial.Family, backend);
            return new Evaluators(_host with { RuleSets = [rules] }, trial.Family, modelled: !trial.WithUnmodelled);
        }

        /// <summary>Takes away one rule after the other as long as the packet is still disagreed on.</summary>
        private (string Rules, KernelVerdict Verdict, string Complaint)? Reduce(
            Trial trial, Backend backend, int packet)
        {
            var lines = trial.Rules.Split('\n').ToList();
            var smallest = Try(lines);
            for (var i = lines.Count - 1; i >= 0 && smallest is not null; i--)
            {
                // Rules, then chains that no rule is in or jumps to any more.
                if (!lines[i].StartsWith("-A", StringComparison.Ordinal) && !IsUnusedChain(lines, lines[i])) continue;
                List<string> fewer = [.. lines[..i], .. lines[(i + 1)..]];
                if (Try(fewer) is not { } smaller) continue;
                (lines, smallest) = (fewer, smaller);
            }

            return smallest;

            static bool IsUnusedChain(List<string> lines, string line) => line.EndsWith(" - [0:0]", StringComparison.Ordinal)
                && !lines.Exists(other => other != line && other.Split(' ').Contains(line[1..line.IndexOf(' ')]));

            (string, KernelVerdict, string)? Try(List<string> candidate)
            {
                var rules = string.Join('\n', candidate);
                var verdict = Verdicts(rules, backend, trial.Family, [trial.Packets[packet]])[0];
                var complaint = Complaint(Read(trial, backend), trial.Packets[packet].Packet, verdict);
                return complaint is null ? null : (rules, verdict, complaint);
            }
        }
    }
}
