using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// The set evaluator: pushes all packets of one family at once through every table on the forwarding path of both backends and
/// keeps the exact set that comes out, split by the rule of filter FORWARD that accepts. Written apart from
/// the walk, so that each can convict the other.
/// </summary>
internal sealed class ForwardSets
{
    private readonly List<RuleSet> _rules;
    private readonly MatchSets _matches;
    private readonly Truth _tracking;
    private readonly bool _tracked;
    private readonly bool _marksTested;
    private readonly List<Translation> _translations = [];
    private List<Acceptance> _accepted = [];

    /// <param name="host">The host.</param>
    /// <param name="family">Family to evaluate.</param>
    /// <param name="asked">
    /// Whether packets that enter or leave on a device are asked about; null for all. What rules say about packets between two
    /// other devices is most of a large ruleset, and is then not worked out.
    /// </param>
    /// <param name="table">Where the sets live, among those of earlier proofs; null for a new one.</param>
    /// <exception cref="SetTooLargeException">The sets outgrow their bound.</exception>
    public ForwardSets(Host host, Family family, Func<Link, bool>? asked = null, BddTable? table = null)
    {
        _rules = new[] { host.RuleSet(family, Backend.Nft), host.RuleSet(family, Backend.Legacy) }.OfType<RuleSet>().ToList();
        var all = RuleScan.Of(_rules);
        _marksTested = all.TestsMark;
        _tracking = Tracking.Of(host, family);
        _tracked = _tracking == Truth.Yes;
        Devices = new DeviceIndex(host);
        Space = new PacketSpace(family, Devices.Links.Count, table ?? new BddTable(BddTable.NodeLimit));
        Routes = new RouteSets(host, Space, Devices, markKnown: !all.SetsMark);
        Gate = new ForwardGate(host, Space, Devices, Routes);
        Real = Packets.Real(Space);
        _matches = new MatchSets(Space, Devices, Routes, _tracked);
        var start = asked is null ? Space.All : Devices.Where(Space, Space.In, asked) | Devices.Where(Space, Space.Out, asked);
        Forwarded = AfterRouting(BeforeRouting(Start(start)));
        Account();
    }

    /// <summary>The space all sets of this evaluation live in.</summary>
    public PacketSpace Space { get; }

    /// <summary>The devices by number.</summary>
    public DeviceIndex Devices { get; }

    /// <summary>Where destinations lead.</summary>
    public RouteSets Routes { get; }

    /// <summary>The packets a sender can really make.</summary>
    public PacketSet Real { get; }

    /// <summary>What routing and sysctls let cross at all.</summary>
    public ForwardGate Gate { get; }

    /// <summary>
    /// What all tables together let through if every pair of devices were routed; after translation, marks forgotten.
    /// </summary>
    public Bounds Forwarded { get; }

    /// <summary>
    /// What each rule of filter FORWARD accepted, translated and marked as it was there; meet with <see cref="Forwarded"/>.
    /// </summary>
    public IReadOnlyList<Acceptance> Accepted => _accepted;

    /// <summary>What DNAT rules took on the way in.</summary>
    public IReadOnlyList<Translation> Translations => _translations;

    /// <summary>To which devices the host as it is forwards this very packet, as it enters: certainly, possibly.</summary>
    public (IReadOnlyList<string> Certain, IReadOnlyList<string> Possible) Forwards(Packet packet)
    {
        var translations = _translations.Count;
        var here = BeforeRouting(Start(Packets.Exactly(Space, Devices, packet)), Packets.State(Space, packet));
        _translations.RemoveRange(translations, _translations.Count - translations);
        var crossing = here.Map(set => set.Forget(Space.Mark)) & Forwarded & Gate.Now;
        return (To(crossing.Certain), To(crossing.Possible));

        List<string> To(PacketSet set) => [.. Devices.Links.Select(link => link.Name)
            .Where(name => !set.IsEmpty && !(set & Devices.Where(Space, Space.Out, link => link.Name == name)).IsEmpty)];
    }

    private Bounds Start(PacketSet packets) => Bounds.Exactly(
        packets & Space.Is(Space.Mark, 0) & Space.Is(Space.Translated, 0) & Space.Is(Space.State, StateCode.Invalid)
        & (_tracked ? Space.Is(Space.LaterFragment, 0) : Space.All)
        & !Space.WithinAny(Space.Destination, SpecialAddresses.NeverTakenTo(Space.Family)));

    private Bounds BeforeRouting(Bounds packets, PacketSet? states = null)
    {
        foreach (var stage in Stage.BeforeRouting)
        {
            packets = Through(stage, packets);
            if (stage.Table == "raw") packets = packets.Map(set => Track(set, states));
        }

        return packets;
    }

    private Bounds AfterRouting(Bounds packets)
    {
        foreach (var stage in Stage.AfterRouting) packets = Through(stage, packets);
        _accepted = _accepted.Select(accepted => accepted with { Packets = accepted.Packets.Map(set => set.Forget(Space.Mark)) })
            .ToList();
        return packets.Map(set => set.Forget(Space.Mark));
    }

    private Bounds Through(Stage stage, Bounds packets)
    {
        var settled = Bounds.Exactly(Space.None);
        foreach (var rules in _rules)
        {
            if (packets.IsEmpty) break;
            if (stage.In(rules) is not { } chain) continue;
            var skips = stage.NewFlowsOnly
                ? packets - Bounds.Exactly(Space.Is(Space.State, StateCode.New))
                : Bounds.Exactly(Space.None);
            var push = new ChainPush(Space, _matches, rules, stage, _marksTested);
            var passed = push.Run(chain, packets - skips) | skips;
            // Without tracking no packet sees a nat chain.
            packets = !stage.NewFlowsOnly || _tracked ? passed
                : _tracking == Truth.No ? packets
                : new Bounds(passed.Certain & packets.Certain, passed.Possible | packets.Possible);
            _translations.AddRange(push.Translations);
            // One binding a flow: what this backend translated, the other is not asked about (nf_nat_core.c nf_nat_inet_fn).
            foreach (var translation in push.Translations)
            {
                var bound = translation.After(Space);
                settled |= bound & packets;
                packets -= bound;
            }

            if (stage is { Table: "filter" }) Label(push.Accepted);
        }

        return packets | settled;
    }

    /// <summary>
    /// Whatever comes out must have been accepted by something; where there is no filter FORWARD chain at all, by its absence.
    /// Without this a host with no rules would have nothing to show a leak by, and look isolated. A rule that packets reach on
    /// several ways accepts once.
    /// </summary>
    private void Account()
    {
        var named = _accepted.Aggregate(Bounds.Exactly(Space.None), (all, accepted) => all | accepted.Packets);
        var rest = new Bounds(Forwarded.Certain - named.Possible, Forwarded.Possible - named.Possible);
        if (!rest.IsEmpty) _accepted.Add(new Acceptance(Backend.Nft, null, rest));
        _accepted = _accepted.GroupBy(accepted => accepted.Rule, ReferenceEqualityComparer.Instance)
            .Select(same => same.Aggregate((all, accepted) => all with { Packets = all.Packets | accepted.Packets })).ToList();
    }

    /// <summary>
    /// Two backends both have to accept; the one that names a rule is the one to show. A policy is only named where no rule is.
    /// </summary>
    private void Label(IReadOnlyList<Acceptance> accepted)
    {
        if (_accepted.Count == 0 || (_accepted.All(one => one.Rule is null) && accepted.Any(one => one.Rule is not null)))
            _accepted = [.. accepted];
        else if (accepted.Any(one => one.Rule is not null))
            _accepted = Split(_accepted, accepted);
    }

    private static List<Acceptance> Split(IReadOnlyList<Acceptance> first, IReadOnlyList<Acceptance> second) =>
        (from earlier in first
         from later in second
         let both = earlier.Packets & later.Packets
         where !both.IsEmpty
         select later.Rule is null ? earlier with { Packets = both } : later with { Packets = both }).ToList();

    /// <summary>
    /// conntrack: what is not excepted becomes new or invalid as its sender likes, or is in <paramref name="known"/> where
    /// that is known; neighbour discovery is never tracked.
    /// </summary>
    private PacketSet Track(PacketSet packets, PacketSet? known)
    {
        var untracked = Space.Is(Space.State, StateCode.Untracked);
        var excepted = packets & untracked;
        var tracked = (packets - untracked).Forget(Space.State);
        if (!_tracked) return excepted | (tracked & Space.Is(Space.State, StateCode.New));
        var states = known
            ?? Space.OneOf(Space.State, [StateCode.New, StateCode.Invalid]) | (Packets.NeverTracked(Space) & untracked);
        return excepted | (tracked & states);
    }
}
