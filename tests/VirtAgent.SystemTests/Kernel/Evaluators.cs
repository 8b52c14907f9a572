using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Rulesets.Iptables;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Both evaluators' opinion of single packets, to be held against the kernel's verdict.</summary>
internal sealed class Evaluators
{
    private readonly PacketWalk _walk;
    private readonly Lazy<ForwardSets> _sets;
    private readonly Lazy<bool> _chosen;
    private readonly Lazy<HashSet<string>> _copied;
    private readonly bool _exact;
    private readonly bool _setIsExact;

    /// <param name="host">The namespace with the rules as they were read back.</param>
    /// <param name="family">Family of the packets.</param>
    /// <param name="modelled">Whether the rules hold nothing but what both evaluators must know exactly.</param>
    public Evaluators(Host host, Family family, bool modelled)
    {
        _walk = new PacketWalk(host);
        _sets = new Lazy<ForwardSets>(() => new ForwardSets(host, IptablesLowering.Lower(host, family)));
        var rules = host.RuleSets.SelectMany(set => set.Tables).SelectMany(table => table.Chains.Values)
            .SelectMany(chain => chain.Rules).ToList();
        _exact = modelled && rules.All(rule => rule.IsExact);
        // The sets tell copies apart from the packets they are of: by the devices that any copy may leave on.
        _copied = new Lazy<HashSet<string>>(() => [.. _sets.Value.Departed
            .SelectMany(departure => Leaving(new CopySets(host, _sets.Value).Leaving(departure).Packets))]);
        // What a sender can bring about by trying again need not happen the first time.
        _chosen = new Lazy<bool>(() => _sets.Value.Rules.Rules.SelectMany(rule => rule.Statements).OfType<Statement.Match>()
            .Any(match => IsChosen(match.Condition)));
        // What marks do to routing is the one thing the set leaves open.
        _setIsExact = _exact
            && (host.PolicyRules.All(rule => rule.Mark is null) || !rules.Exists(rule => rule.Target is Target.SetMark));
    }

    /// <summary>
    /// What is wrong with the walk's opinion of <paramref name="packet"/>, or null: where every rule is modelled exactly, the one
    /// certain walk says what the kernel did; otherwise, it is one of the possible walks.
    /// </summary>
    public string? ComplaintOfWalk(Packet packet, KernelVerdict kernel)
    {
        var walks = _walk.Walks(packet);
        if (_exact && (walks.Count != 1 || walks[0].Assumptions.Count != 0))
            return $"{walks.Count} walks, none certain\n{string.Join('\n', walks.Select(Print))}";
        // A search that was given up says so, and claims nothing.
        return walks.Count >= PacketWalk.MostWalks || walks.Any(walk => Agrees(walk, kernel))
            ? null
            : $"the walk says otherwise\n{string.Join('\n', walks.Take(4).Select(Print))}";
    }

    /// <summary>
    /// The same for the set: where every rule is modelled exactly, it says what the kernel did; otherwise it never denies what
    /// the kernel forwards, nor claims what it does not.
    /// </summary>
    public string? ComplaintOfSet(Packet packet, KernelVerdict kernel)
    {
        var (certain, possible) = _sets.Value.Forwards(packet);
        if (!_chosen.Value && certain.Any(device => !kernel.Left.Contains(device)))
            return $"the set says forwarded to {string.Join(", ", certain)}";
        if (kernel.Left.FirstOrDefault(device => !possible.Contains(device) && !_copied.Value.Contains(device)) is { } missed)
            return $"the set says not forwarded to {missed}";
        return _setIsExact && certain.Count != possible.Count ? $"the set leaves open {string.Join(", ", possible)}" : null;
    }

    private IEnumerable<string> Leaving(PacketSet packets) => _sets.Value.Devices.Links.Select(link => link.Name).Where(name =>
        !(packets & _sets.Value.Devices.Where(_sets.Value.Space, _sets.Value.Space.Out, link => link.Name == name)).IsEmpty);

    private static bool IsChosen(Condition condition) => condition switch
    {
        Condition.SendersChoice => true,
        Condition.All all => all.Conditions.Any(IsChosen),
        Condition.Any any => any.Conditions.Any(IsChosen),
        Condition.Not not => IsChosen(not.Condition),
        _ => false,
    };

    /// <summary>
    /// Whether the packet left as the walk says. Copies may be lost on their way (in OUTPUT and POSTROUTING, which are not
    /// walked for them), but none leaves that the walk does not know of.
    /// </summary>
    private bool Agrees(Walk walk, KernelVerdict kernel)
    {
        var copies = kernel.Left.ToList();
        if (walk.Outcome == WalkOutcome.Forwarded && !copies.Remove(walk.Out!)) return false;
        if (!copies.TrueForAll(device => walk.Copies.Any(copy => copy.Out is null || copy.Out == device))) return false;
        if (walk.Outcome != WalkOutcome.Forwarded) return true;
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
        return $"  {walk.Outcome} {walk.Out} ({walk.Copies.Count} copies), assuming [{string.Join("; ", walk.Assumptions)}]\n"
            + string.Concat(steps);
    }
}
