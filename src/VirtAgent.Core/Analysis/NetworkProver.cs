using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis;

/// <summary>Proves the promise of one network for one family, from the sets of what the host forwards.</summary>
internal sealed class NetworkProver
{
    private readonly Host _host;
    private readonly VirtualNetwork _network;
    private readonly ForwardSets _sets;
    private readonly ForwardFindings _words;
    private readonly Promise _promise;
    private readonly PacketSpace _space;
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _unread = [];
    private Verdict _verdict;

    public NetworkProver(Host host, VirtualNetwork network, ForwardSets sets, ForwardFindings words)
    {
        (_host, _network, _sets, _words, _space) = (host, network, sets, words, sets.Space);
        _promise = new Promise(host, network, sets);
        _verdict = _promise.IsIsolation ? Verdict.Isolated : Verdict.Kept;
    }

    /// <summary>The proof.</summary>
    public Proof Prove()
    {
        // Replies are a question of their own: nobody but conntrack says which of them were asked for.
        var begins = !_space.Is(_space.State, StateCode.Established);
        foreach (var crossing in new[] { Crossing.Out, Crossing.In })
        {
            var against = (_promise.Crosses(crossing) - _promise.May(crossing)) & begins;
            if (crossing == Crossing.Out) Spoofs(against & _promise.Spoofed);
            Leaks(crossing, crossing == Crossing.Out ? against - _promise.Spoofed : against);
            Copies(crossing);
            if (_promise.IsIsolation) Injections(crossing);
        }

        if (_verdict == Verdict.Kept) Demands();
        return new Proof(_network, _promise.Family, _verdict, _findings, [.. _unread]);
    }

    private void Leaks(Crossing crossing, PacketSet against)
    {
        // The usual case, and the proof itself: nothing comes out that the promise does not allow.
        if ((_sets.Forwarded & _sets.Gate.Lasting.Possible & against).IsEmpty) return;
        foreach (var acceptance in _sets.Accepted)
        {
            if (Classify(acceptance.Packets & _sets.Forwarded & against) is not { } kind) continue;
            _verdict = Worse(_verdict, kind.Verdict);
            if (kind.Verdict != Verdict.Unread)
                _findings.Add(_words.Of(_network, _promise, crossing, acceptance, kind.Verdict, kind.Packets));
        }
    }

    private (Verdict Verdict, PacketSet Packets)? Classify(PacketSet crossing)
    {
        if (crossing.IsEmpty) return null;
        var (gate, unknowns) = (_sets.Gate, _space.Unknowns);
        var certain = unknowns.Certain(crossing & _sets.Real);
        var leaks = certain & gate.Now.Certain;
        if (!leaks.IsEmpty) return (Verdict.Leaking, leaks);

        var might = crossing & gate.Now.Possible;
        if (!might.IsEmpty)
        {
            var causes = (certain & gate.Now.Possible).IsEmpty ? [] : Unobserved().ToList();
            _unread.UnionWith(causes);
            return (causes.Count > 0 ? Verdict.Unread : Verdict.Undecided, might);
        }

        var later = crossing & gate.Lasting.Possible;
        return later.IsEmpty ? null : (Verdict.Latent, later);
    }

    private void Spoofs(PacketSet against)
    {
        var certain = _space.Unknowns.Certain(_sets.Forwarded & against & _sets.Real) & _sets.Gate.Now.Certain;
        if (!certain.IsEmpty) _findings.Add(_words.Spoofed(_network, _promise, certain));
    }

    /// <summary>A copy leaves by a way of its own: what stops the packet behind the rule does not stop its copy.</summary>
    private void Copies(Crossing crossing)
    {
        foreach (var departure in _sets.Departed)
        {
            var (packets, sure) = new CopySets(_host, _sets).Leaving(departure);
            var against = packets & (_promise.Crosses(crossing) - _promise.May(crossing));
            if (against.IsEmpty) continue;
            var certain = sure ? _space.Unknowns.Certain(against & _sets.Real) : _space.None;
            var verdict = certain.IsEmpty ? Verdict.Undecided : Verdict.Leaking;
            _verdict = Worse(_verdict, verdict);
            _findings.Add(_words.Copied(_network, _promise, crossing, departure, verdict, certain.IsEmpty ? against : certain));
        }
    }

    /// <summary>
    /// Packets that pass as the reply of a flow that is not theirs. Where the source's own route leads back to the device it came in
    /// on, no flow of somebody else's could be answered from it, for that one would have crossed the edge itself.
    /// </summary>
    private void Injections(Crossing crossing)
    {
        var replies = _sets.Forwarded & _promise.Crosses(crossing) & _space.Is(_space.State, StateCode.Established)
            & _sets.Gate.Today & !_sets.Routes.Reverse().Certain;
        var certain = _space.Unknowns.Certain(replies);
        if (!certain.IsEmpty) _findings.Add(_words.Injected(_network, _promise, crossing, certain));
    }

    /// <summary>Where no route leads outside there is nothing to reach, and nothing to be reached from.</summary>
    private void Demands()
    {
        var outside = _promise.Must(Crossing.Out) & _sets.Routes.Out().Certain & _sets.Gate.Lasting.Possible;
        if (outside.IsEmpty) return;
        foreach (var failure in new RoundTrips(_host, _network, _promise, _sets).Failures())
        {
            _verdict = Worse(_verdict, failure.IsCertain ? Verdict.Broken : Verdict.Undecided);
            _findings.Add(failure.IsCertain
                ? ForwardFindings.Broken(_network, _promise, failure)
                : ForwardFindings.Undecided(_network, _promise.Family, failure.Subject, failure.Reason));
        }
    }

    /// <summary>What was not observed of the way a packet would take, although its rules were.</summary>
    private IEnumerable<string> Unobserved()
    {
        var family = _promise.Family;
        var sysctl = family == Family.IPv6 && ForwardGate.IPv6Enabled(_host, _network.Bridge!) is null;
        if (sysctl || _host.Links.Any(link => ForwardGate.Forwards(_host, family, link.Name) is null)) yield return Source.Sysctls;
        if (!_sets.Routes.RoutesRead) yield return Source.Routes(family);
        if (!_sets.Routes.PolicyRead) yield return Source.PolicyOf(family);
    }

    private static Verdict Worse(Verdict a, Verdict b) => Rank(a) >= Rank(b) ? a : b;

    private static int Rank(Verdict verdict) => verdict switch
    {
        Verdict.Leaking => 5,
        Verdict.Undecided => 4,
        Verdict.Unread => 3,
        Verdict.Broken => 2,
        Verdict.Latent => 1,
        _ => 0,
    };
}
