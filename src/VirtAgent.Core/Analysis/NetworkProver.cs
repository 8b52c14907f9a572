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
    private PromiseVerdict _verdict;

    public NetworkProver(Host host, VirtualNetwork network, ForwardSets sets, ForwardFindings words)
    {
        (_host, _network, _sets, _words, _space) = (host, network, sets, words, sets.Space);
        _promise = new Promise(host, network, sets);
        _verdict = _promise.IsIsolation ? PromiseVerdict.Isolated : PromiseVerdict.Kept;
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

        if (_verdict == PromiseVerdict.Kept) Demands();
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
            if (kind.Verdict != PromiseVerdict.Unread)
                _findings.Add(_words.Of(_network, _promise, crossing, acceptance, kind.Verdict, kind.Packets));
        }
    }

    private (PromiseVerdict Verdict, PacketSet Packets)? Classify(PacketSet crossing)
    {
        if (crossing.IsEmpty) return null;
        var (gate, unknowns) = (_sets.Gate, _space.Unknowns);
        var certain = unknowns.Certain(crossing & _sets.Real);
        var leaks = certain & gate.Now.Certain;
        if (!leaks.IsEmpty) return (PromiseVerdict.Leaking, leaks);

        var might = crossing & gate.Now.Possible;
        if (!might.IsEmpty)
        {
            var causes = (certain & gate.Now.Possible).IsEmpty ? [] : Unobserved().ToList();
            _unread.UnionWith(causes);
            return (causes.Count > 0 ? PromiseVerdict.Unread : PromiseVerdict.Undecided, might);
        }

        var later = crossing & gate.Lasting.Possible;
        return later.IsEmpty ? null : (PromiseVerdict.Latent, later);
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
            var verdict = certain.IsEmpty ? PromiseVerdict.Undecided : PromiseVerdict.Leaking;
            _verdict = Worse(_verdict, verdict);
            _findings.Add(_words.Copied(_network, _promise, crossing, departure, verdict, certain.IsEmpty ? against : certain));
        }
    }

    /// <summary>
    /// Packets that pass as the reply of a flow that is not theirs. Where the source's own route leads back to the device it came
    /// in on, no flow of somebody else's could be answered from it, for that one would have crossed the edge itself.
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
            _verdict = Worse(_verdict, failure.IsCertain ? PromiseVerdict.Broken : PromiseVerdict.Undecided);
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
        if (sysctl || _host.Links.Any(link => ForwardGate.Forwards(_host, family, link.Name) is null))
            yield return RecordFile.Sysctls;
        if (!_sets.Routes.RoutesRead) yield return RecordFile.Routes(family);
        if (!_sets.Routes.PolicyRead) yield return RecordFile.PolicyOf(family);
    }

    private static PromiseVerdict Worse(PromiseVerdict a, PromiseVerdict b) => Rank(a) >= Rank(b) ? a : b;

    private static int Rank(PromiseVerdict verdict) => verdict switch
    {
        PromiseVerdict.Leaking => 5,
        PromiseVerdict.Undecided => 4,
        PromiseVerdict.Unread => 3,
        PromiseVerdict.Broken => 2,
        PromiseVerdict.Latent => 1,
        _ => 0,
    };
}
