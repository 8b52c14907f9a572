using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// The set evaluator: pushes all packets of one family at once along the forwarding path and keeps the exact set that comes out,
/// split by the rule that accepts. Written apart from the walk, so that each can convict the other.
/// </summary>
internal sealed class ForwardSets
{
    private readonly ForwardPath _path;
    private readonly PathScan _scan;
    private readonly PathPush _push;
    private readonly List<Acceptance> _accepted;

    /// <param name="host">The host.</param>
    /// <param name="rules">Its rules of one family.</param>
    /// <param name="asked">
    /// Whether packets that enter or leave on a device are asked about; null for all. What rules say about packets between two
    /// other devices is most of a large ruleset, and is then not worked out.
    /// </param>
    /// <param name="table">Where the sets live, among those of earlier proofs; null for a new one.</param>
    /// <param name="costs">Told what chains cost; null where nobody asks.</param>
    /// <exception cref="SetTooLargeException">The sets outgrow their bound.</exception>
    public ForwardSets(Host host, FamilyRuleset rules, Func<Link, bool>? asked = null, BddTable? table = null,
        ChainCosts? costs = null)
    {
        Rules = rules;
        table ??= new BddTable(BddTable.NodeLimit);
        _path = new ForwardPath(Rules);
        _scan = new PathScan(_path, Rules, host.FlowHelpers);
        Devices = new DeviceIndex(host);
        Space = new PacketSpace(rules.Family, Devices.Links.Count, table);
        Routes = new RouteSets(host, Space, Devices, markKnown: !_scan.MarksBeforeRouting);
        Gate = new ForwardGate(host, Space, Devices, Routes);
        Real = Packets.Real(Space);
        _push = new PathPush(Space, Devices, Routes, Rules, _scan,
            chain => costs?.Enter(chain, table.Steps));

        // A copy of a packet between two other devices may leave on one that is asked about.
        var start = asked is null || _scan.Copies
            ? Space.All
            : Devices.Where(Space, Space.In, asked) | Devices.Where(Space, Space.Out, asked);
        Forwarded = _push.AfterRouting(_path, _push.BeforeRouting(_path, start));
        _accepted = Account(_push.Accepted);
        Departed = _push.Aside(_path);
    }

    /// <summary>The rules.</summary>
    public FamilyRuleset Rules { get; }

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
    public PacketSet Forwarded { get; }

    /// <summary>
    /// What each rule of filter FORWARD accepted, translated and marked as it was there; meet with <see cref="Forwarded"/>.
    /// </summary>
    public IReadOnlyList<Acceptance> Accepted => _accepted;

    /// <summary>What rules send copies of, on any hook.</summary>
    public IReadOnlyList<Departure> Departed { get; }

    /// <summary>Packets whose flow gets another source address on its way out, or may.</summary>
    public PacketSet SourceTranslated => _push.SourceTranslated;

    /// <summary>Whether connection tracking is certainly on.</summary>
    public bool IsTracked => Rules.Tracking == TrackingSwitch.On;

    /// <summary>What nobody knows that decides whether <paramref name="packets"/> cross, in the words of the rules.</summary>
    public IEnumerable<string> Reasons(PacketSet packets) => Space.Unknowns.In(packets)
        .SelectMany(question => question is null
            ? _scan.Doubtful.DefaultIfEmpty("routes or kernel parameters that were not read")
            : [question]).Distinct();

    /// <summary>What DNAT rules took on the way in.</summary>
    public IReadOnlyList<Translation> Translations => _push.Translations;

    /// <summary>To which devices the host as it is forwards this very packet, as it enters: certainly, possibly.</summary>
    public (IReadOnlyList<string> Certain, IReadOnlyList<string> Possible) Forwards(Packet packet)
    {
        var here = _push.BeforeRouting(_path, Packets.Exactly(Space, Devices, packet), Packets.State(Space, packet),
            record: false);
        var crossing = here.Forget(Space.Mark) & Forwarded & Gate.Today;
        return (To(Space.Unknowns.Certain(crossing)), To(Space.Unknowns.Possible(crossing)));

        List<string> To(PacketSet set) => [.. Devices.Links.Select(link => link.Name)
            .Where(name => !set.IsEmpty && !(set & Devices.Where(Space, Space.Out, link => link.Name == name)).IsEmpty)];
    }

    /// <summary>
    /// Whatever comes out must have been accepted by something; where there is no filter FORWARD chain at all, by its absence.
    /// Without this a host with no rules would have nothing to show a leak by, and look isolated. A rule that packets reach on
    /// several ways accepts once.
    /// </summary>
    private List<Acceptance> Account(IReadOnlyList<Acceptance> accepted)
    {
        var named = accepted.Aggregate(Space.None, (all, one) => all | one.Packets);
        var rest = Forwarded - named;
        return accepted.Concat(rest.IsEmpty ? [] : [new Acceptance(null, null, null, null, rest)])
            .GroupBy(one => one.Rule, ReferenceEqualityComparer.Instance)
            .Select(same => same.Aggregate((all, one) => all with { Packets = all.Packets | one.Packets })).ToList();
    }
}
