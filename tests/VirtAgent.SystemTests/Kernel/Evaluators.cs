using VirtAgent.Analysis.Sets;
using VirtAgent.Analysis.Walks;
using VirtAgent.Model;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Both evaluators' opinion of single packets, to be held against the kernel's verdict.</summary>
internal sealed class Evaluators
{
    private readonly PacketWalk _walk;
    private readonly SetOpinion _set;
    private readonly bool _exact;

    /// <param name="host">The namespace with the rules as they were read back.</param>
    /// <param name="family">Family of the packets.</param>
    public Evaluators(Host host, Family family)
    {
        _walk = new PacketWalk(host);
        _set = SetOpinionOf(host, family);
        _exact = host.RuleSets.SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values)
            .SelectMany(chain => chain.Rules).All(rule => rule.IsExact);
    }

    /// <summary>Whether a packet is forwarded to a device; null where that is not decided.</summary>
    private delegate bool? SetOpinion(Packet packet, string device);

    /// <summary>
    /// What is wrong with the evaluators' opinion of <paramref name="packet"/>, or null: where every rule is modelled exactly, the
    /// one certain walk is the kernel's; otherwise, the kernel's is one of the possible walks. The set never denies what the
    /// kernel forwards, nor claims what it does not.
    /// </summary>
    public string? Complaint(Packet packet, KernelVerdict kernel)
    {
        var walks = _walk.Walks(packet);
        if (_exact && (walks.Count != 1 || walks[0].Assumptions.Count != 0))
            return $"{walks.Count} walks, none certain\n{string.Join('\n', walks.Select(Print))}";
        if (!walks.Any(walk => Agrees(walk, kernel))) return $"the walk says otherwise\n{string.Join('\n', walks.Take(4).Select(Print))}";
        foreach (var device in Topology.Devices)
        {
            var set = _set(packet, device);
            if (set is { } forwards && forwards != (kernel.Out == device))
                return $"the set says {(forwards ? "forwarded" : "not forwarded")} to {device}\n{Print(walks[0])}";
        }

        return null;
    }

    private static SetOpinion SetOpinionOf(Host host, Family family)
    {
        var sets = new ForwardSets(host, family);
        return (packet, device) => sets.Forwards(packet, device) switch
        {
            (true, _) => true,
            (_, false) => false,
            _ => null,
        };
    }

    private static bool Agrees(Walk walk, KernelVerdict kernel)
    {
        if (walk.Outcome != WalkOutcome.Forwarded) return kernel.Out is null;
        var translated = walk.Steps.LastOrDefault(step => step.Outcome.StartsWith("dnat ", StringComparison.Ordinal));
        return walk.Out == kernel.Out && (translated is null || translated.Outcome.Contains($"{kernel.Destination}", StringComparison.Ordinal));
    }

    private static string Print(Walk walk)
    {
        var steps = walk.Steps.Where(step => step.Outcome != "no match")
            .Select(step => $"    {step.Table} {step.Chain} {step.Rule}: {step.Text} => {step.Outcome}\n");
        return $"  {walk.Outcome} {walk.Out}, assuming [{string.Join("; ", walk.Assumptions)}]\n{string.Concat(steps)}";
    }
}
