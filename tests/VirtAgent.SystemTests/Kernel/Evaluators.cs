using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Both evaluators' opinion of single packets, to be held against the kernel's verdict.</summary>
internal sealed class Evaluators
{
    private readonly PacketWalk _walk;
    private readonly ForwardSets _sets;
    private readonly bool _exact;
    private readonly bool _setIsExact;

    /// <param name="host">The namespace with the rules as they were read back.</param>
    /// <param name="family">Family of the packets.</param>
    /// <param name="modelled">Whether the rules hold nothing but what both evaluators must know exactly.</param>
    public Evaluators(Host host, Family family, bool modelled)
    {
        _walk = new PacketWalk(host);
        _sets = new ForwardSets(host, family);
        var rules = host.RuleSets.SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values)
            .SelectMany(chain => chain.Rules).ToList();
        _exact = modelled && rules.All(rule => rule.IsExact);
        // What marks do to routing is the one thing the set leaves open.
        _setIsExact = _exact
            && (host.PolicyRules.All(rule => rule.Mark is null) || !rules.Exists(rule => rule.Target is Target.SetMark));
    }

    /// <summary>
    /// What is wrong with the evaluators' opinion of <paramref name="packet"/>, or null: where every rule is modelled
    /// exactly, the one certain walk and the set say what the kernel did; otherwise, it is one of the possible walks, and the
    /// set never denies what the kernel forwards, nor claims what it does not.
    /// </summary>
    public string? Complaint(Packet packet, KernelVerdict kernel)
    {
        var walks = _walk.Walks(packet);
        if (_exact && (walks.Count != 1 || walks[0].Assumptions.Count != 0))
            return $"{walks.Count} walks, none certain\n{string.Join('\n', walks.Select(Print))}";
        if (!walks.Any(walk => Agrees(walk, kernel)))
            return $"the walk says otherwise\n{string.Join('\n', walks.Take(4).Select(Print))}";
        var (certain, possible) = _sets.Forwards(packet);
        if (certain.Any(device => device != kernel.Out))
            return $"the set says forwarded to {string.Join(", ", certain)}\n{Print(walks[0])}";
        if (kernel.Out is not null && !possible.Contains(kernel.Out))
            return $"the set says not forwarded to {kernel.Out}\n{Print(walks[0])}";
        if (_setIsExact && certain.Count != possible.Count)
            return $"the set leaves open {string.Join(", ", possible)}\n{Print(walks[0])}";
        return null;
    }

    private bool Agrees(Walk walk, KernelVerdict kernel)
    {
        if (walk.Outcome != WalkOutcome.Forwarded) return kernel.Out is null;
        if (walk.Out != kernel.Out) return false;
        // Where something is open, one walk stands for all that end alike, also those that were translated otherwise.
        if (!_exact) return true;
        var translated = walk.Steps.LastOrDefault(step => step.Outcome.StartsWith("dnat ", StringComparison.Ordinal));
        if (translated?.Outcome["dnat ".Length..] is not { } to) return true;
        // The port, if any, stands behind the only colon of IPv4 and behind the bracket of IPv6.
        var address = to.StartsWith('[') ? to[1..to.IndexOf(']')] : to.Contains('.') ? to.Split(':')[0] : to;
        return Address.Parse(address) == kernel.Destination;
    }

    private static string Print(Walk walk)
    {
        var steps = walk.Steps.Where(step => step.Outcome != "no match")
            .Select(step => $"    {step.Table} {step.Chain} {step.Rule}: {step.Text} => {step.Outcome}\n");
        return $"  {walk.Outcome} {walk.Out}, assuming [{string.Join("; ", walk.Assumptions)}]\n{string.Concat(steps)}";
    }
}
