using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>Pushes sets along the steps of a path, from hook to hook.</summary>
internal sealed class PathPush
{
    private readonly PacketSpace _space;
    private readonly RouteSets _routes;
    private readonly ConditionSets _conditions;
    private readonly StatementSets _statements;
    private readonly TrackingSwitch _tracking;
    private readonly PathScan _scan;
    private readonly Action<Chain?> _entered;
    private readonly List<Translation> _translations = [];
    private readonly List<Departure> _departures = [];
    private List<Acceptance> _accepted = [];
    private PacketSet _arrived;

    /// <param name="space">The space.</param>
    /// <param name="devices">Its devices.</param>
    /// <param name="routes">Its routes.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="scan">What they do anywhere.</param>
    /// <param name="entered">Told which chain is being gone through, null behind a base chain.</param>
    public PathPush(PacketSpace space, DeviceIndex devices, RouteSets routes, FamilyRuleset rules, PathScan scan,
        Action<Chain?> entered)
    {
        (_space, _routes, _tracking, _scan, _entered) = (space, routes, rules.Tracking, scan, entered);
        _conditions = new ConditionSets(space, devices, new AddressKindSets(space, routes));
        _statements = new StatementSets(space, _conditions, scan.TestsMark);
        _arrived = SourceTranslated = space.None;
    }

    /// <summary>What each rule of filter FORWARD let through.</summary>
    public IReadOnlyList<Acceptance> Accepted => _accepted;

    /// <summary>What rules that rewrite destinations took.</summary>
    public IReadOnlyList<Translation> Translations => _translations;

    /// <summary>Packets whose flow gets another source address behind routing, or may.</summary>
    public PacketSet SourceTranslated { get; private set; }

    private bool IsTracked => _tracking == TrackingSwitch.On;

    /// <summary>What of <paramref name="packets"/> reaches routing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="packets">Packets as they enter.</param>
    /// <param name="states">The state conntrack finds; null for all that their senders can bring about.</param>
    /// <param name="record">Whether translations and copies on the way are kept.</param>
    public PacketSet BeforeRouting(ForwardPath path, PacketSet packets, PacketSet? states = null, bool record = true)
    {
        (_conditions.Routed, _conditions.Part) = (false, 0);
        var (translations, departures) = (_translations.Count, _departures.Count);
        packets = Start(packets);
        foreach (var step in path.Steps.TakeWhile(step => step is not PathStep.Route))
        {
            packets = step is PathStep.Track ? Track(packets, states) : Through(step, packets);
            if (step is PathStep.Track) _conditions.Part++;
        }

        if (record)
        {
            _arrived = packets;
            return packets;
        }

        _translations.RemoveRange(translations, _translations.Count - translations);
        _departures.RemoveRange(departures, _departures.Count - departures);
        return packets;
    }

    /// <summary>What of <paramref name="packets"/> comes out behind routing, marks forgotten.</summary>
    public PacketSet AfterRouting(ForwardPath path, PacketSet packets)
    {
        _conditions.Routed = true;
        _conditions.Part++;
        foreach (var step in path.Steps.SkipWhile(step => step is not PathStep.Route).Skip(1)) packets = Through(step, packets);
        _accepted = [.. _accepted.Select(one => one with { Packets = one.Packets.Forget(_space.Mark) })];
        return packets.Forget(_space.Mark);
    }

    /// <summary>Every copy that rules send of packets on the path, or of those that are the host's own.</summary>
    public IReadOnlyList<Departure> Aside(ForwardPath path)
    {
        if (_scan.CopiesAside)
        {
            // Which packets are the host's own is what the local table says; what routing policy makes of the others stays open.
            var own = _arrived & (_routes.Local | !_space.Unknowns.Doubt);
            _conditions.Part++;
            foreach (var step in path.Input) own = Through(step, own);
            // What the host sends of its own is nobody's to know here; whatever it is may be copied.
            own = _space.All - _space.Unknowns.Doubt;
            foreach (var step in path.Output) own = Through(step, own);
        }

        return [.. _departures.Where(one => !one.Packets.IsEmpty)
            .Select(one => one with { Packets = one.Packets.Forget(_space.Mark) })];
    }

    private PacketSet Start(PacketSet packets)
    {
        packets &= _space.Is(_space.Mark, 0) & _space.Is(_space.Translated, 0) & _space.Is(_space.State, StateCode.Invalid)
            & !_space.WithinAny(_space.Destination, SpecialAddresses.NeverTakenTo(_space.Family));
        if (_space.Family == Family.IPv4) packets &= _space.Is(_space.ProtocolKnown, 1);
        return IsTracked && !_scan.UntracksBeforeDefragmentation ? packets & _space.Is(_space.LaterFragment, 0) : packets;
    }

    private PacketSet Through(PathStep step, PacketSet packets) => step switch
    {
        PathStep.Chains { Several: [var only] } => Through(only, packets),
        PathStep.Chains chains => Several(chains, packets),
        PathStep.NatChains chains => Nat(chains, packets),
        _ => packets,
    };

    /// <summary>Of chains that read what others of their priority write, either order may be the kernel's.</summary>
    private PacketSet Several(PathStep.Chains chains, PacketSet packets)
    {
        if (!_scan.OrderMatters(chains)) return chains.Several.Aggregate(packets, (set, chain) => Through(chain, set));
        var before = _accepted;
        var first = _space.Unknowns.Of(chains,
            $"the order of chains at priority {chains.Priority} of {chains.Point.ToString().ToLowerInvariant()}")
                ?? _space.Unknowns.Doubt;
        var one = chains.Several.Aggregate(packets & first, (set, chain) => Through(chain, set));
        var after = _accepted;
        _accepted = before;
        var other = chains.Several.Reverse().Aggregate(packets - first, (set, chain) => Through(chain, set));
        _accepted = [.. after, .. _accepted];
        return one | other;
    }

    private PacketSet Through(BaseChain chain, PacketSet packets)
    {
        if (packets.IsEmpty) return packets;
        var push = new ChainPush(_space, _conditions, _statements, chain, _entered);
        var passed = push.Run(packets);
        _departures.AddRange(push.Departures);
        if (chain is { Table.Name: "filter", Chain.Hook.Point: HookPoint.Forward }) _accepted = Label(_accepted, push.Accepted);
        return passed;
    }

    /// <summary>
    /// nat chains see the first packet of a tracked flow and no other, and one binding a flow: what a chain translated, the next
    /// is not asked about (net/netfilter/nf_nat_core.c nf_nat_inet_fn).
    /// </summary>
    private PacketSet Nat(PathStep.NatChains chains, PacketSet packets)
    {
        if (_tracking == TrackingSwitch.Off) return packets;
        var settled = packets - _space.Is(_space.State, StateCode.New);
        var asked = packets - settled;
        foreach (var chain in chains.InOrder)
        {
            if (asked.IsEmpty) break;
            var push = new ChainPush(_space, _conditions, _statements, chain, _entered);
            var passed = push.Run(asked);
            _translations.AddRange(push.Translations);
            _departures.AddRange(push.Departures);
            settled |= (push.Bound | push.MayBeBound) - CutGre();
            asked = passed - push.Bound;
            if (chains.Point == HookPoint.Postrouting) SourceTranslated |= (push.Bound | push.MayBeBound).Forget(_space.Mark);
        }

        _conditions.Part++;
        var through = settled | asked;
        // Without tracking no packet sees them.
        return IsTracked ? through : _space.Unknowns.Between(through & packets, through | packets);
    }

    /// <summary>
    /// GRE whose first eight octets are not all there: a kernel that looks into GRE cannot give it another address, and drops it
    /// (net/netfilter/nf_nat_proto.c gre_manip_pkt); others let it pass (CONFIG_NF_CT_PROTO_GRE).
    /// </summary>
    private PacketSet CutGre() => _space.Is(_space.Protocol, ProtocolNames.Gre) & _space.Between(_space.Octets, 0, 7)
        & _space.Unknowns.Doubt;

    /// <summary>
    /// conntrack: what is not excepted is new, invalid, or the reply of a flow, as its sender likes: conntrack knows no device,
    /// so whoever sends the tuple of another one's reply is ESTABLISHED. Neighbour discovery is never tracked.
    /// </summary>
    private PacketSet Track(PacketSet packets, PacketSet? known)
    {
        var untracked = _space.Is(_space.State, StateCode.Untracked);
        var excepted = packets & untracked;
        var rest = packets - untracked;
        if (!IsTracked) return excepted | (rest.Forget(_space.State) & _space.Is(_space.State, StateCode.New));
        var tracked = (rest & _space.Is(_space.LaterFragment, 0)).Forget(_space.State);
        var states = known ?? _space.OneOf(_space.State, [StateCode.New, StateCode.Invalid, StateCode.Established])
            | (Packets.NeverTracked(_space) & untracked);
        if (known is null && _scan.Relates) states |= _space.Is(_space.State, StateCode.Related) - _space.Unknowns.Doubt;
        return excepted | (tracked & states);
    }

    /// <summary>
    /// Two backends both have to accept; the one that names a rule is the one to show. A policy is only named where no rule is.
    /// </summary>
    private static List<Acceptance> Label(List<Acceptance> known, IReadOnlyList<Acceptance> accepted)
    {
        if (known.Count == 0 || (known.All(one => one.Rule is null) && accepted.Any(one => one.Rule is not null)))
            return [.. accepted];
        if (accepted.All(one => one.Rule is null)) return known;
        return (from earlier in known
                from later in accepted
                let both = earlier.Packets & later.Packets
                where !both.IsEmpty
                select later.Rule is null ? earlier with { Packets = both } : later with { Packets = both }).ToList();
    }
}
