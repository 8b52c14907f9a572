using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis;

/// <summary>
/// Proves the promises of all networks of a host for one family, from one evaluation of its firewall: what is allowed must lie
/// within what the promise allows, and meet what it demands.
/// </summary>
internal sealed class FamilyProver
{
    private readonly Host _host;
    private readonly Family _family;
    private readonly List<NativeRule> _rewrites;
    private readonly List<NativeRule> _drops;
    private readonly ForwardSets? _sets;
    private readonly ForwardFindings? _findings;
    private readonly string? _tooLarge;

    public FamilyProver(Host host, Family family, BddTable table)
    {
        (_host, _family) = (host, family);
        _rewrites = host.Native.Rewrites.Where(rule => rule.Sees(family)).ToList();
        // A bridge chain filters frames of single ports (nwfilter); the next NIC plugged in need not be one of them.
        _drops = host.Native.Drops.Where(rule => rule.Family != "bridge" && rule.Sees(family)).ToList();
        var bridges = host.Networks.Where(network => network.HasPromise).Select(network => network.Bridge!)
            .ToHashSet(StringComparer.Ordinal);
        if (Missing().Any() || bridges.Count == 0) return;
        try
        {
            _sets = new ForwardSets(
                host, family, link => bridges.Contains(link.Name)
                    || (link.Master is { } master && bridges.Contains(master)), table);
            _findings = new ForwardFindings(host, _sets);
        }
        catch (SetTooLargeException tooLarge)
        {
            _tooLarge = tooLarge.Message;
        }
    }

    /// <summary>The proof for <paramref name="network"/>.</summary>
    public Proof Of(VirtualNetwork network)
    {
        if (!network.HasPromise) return new Proof(network, _family, PromiseVerdict.NoPromise, [], []);
        var missing = Missing().ToList();
        if (missing.Count > 0) return new Proof(network, _family, PromiseVerdict.Unread, [], missing);
        // No packet enters on a bridge that is not there, or under its name when it is enslaved: an empty set, and no proof of
        // anything.
        if (_host.Link(network.Bridge) is not { Master: null })
            return Undecided(network, $"bridge {network.Bridge}",
                $"{network.Bridge} is not a device packets enter on under that name");
        try
        {
            if (_sets is not null) return Judge(network, new Promise(_host, network, _sets));
        }
        catch (SetTooLargeException tooLarge)
        {
            return Undecided(network, "packet sets", tooLarge.Message);
        }

        return Undecided(network, "packet sets", _tooLarge!);
    }

    /// <summary>Sources without which nothing can be said.</summary>
    private IEnumerable<string> Missing() =>
        new[] { RecordFile.Links, RecordFile.Rules(_family, Backend.Nft), RecordFile.Rules(_family, Backend.Legacy),
            RecordFile.Nft }
            .Where(source => _host.Unread(source) is not null);

    private Proof Judge(VirtualNetwork network, Promise promise)
    {
        var findings = new List<Finding>();
        var unread = new HashSet<string>();
        var verdict = promise.IsIsolation ? PromiseVerdict.Isolated : PromiseVerdict.Kept;
        foreach (var crossing in new[] { Crossing.Out, Crossing.In })
        {
            var against = promise.Crosses(crossing) - promise.May(crossing);
            // The usual case, and the proof itself: nothing comes out that the promise does not allow.
            if ((_sets!.Forwarded.Possible & _sets.Gate.Lasting.Possible & against).IsEmpty) continue;
            foreach (var acceptance in _sets!.Accepted)
            {
                var found = Classify(acceptance, against, network, unread);
                if (found is not { } kind) continue;
                verdict = Worse(verdict, kind.Verdict);
                if (kind.Verdict != PromiseVerdict.Unread)
                    findings.Add(_findings!.Of(network, promise, crossing, acceptance, kind.Verdict, kind.Packets,
                        _drops.Concat(_rewrites)));
            }
        }

        if (verdict is PromiseVerdict.Isolated or PromiseVerdict.Kept or PromiseVerdict.Latent && _rewrites.Count > 0)
            return new Proof(network, _family, PromiseVerdict.Undecided,
                [.. findings, ForwardFindings.Rewritten(network, promise, _rewrites)], [.. unread]);
        if (verdict == PromiseVerdict.Kept) verdict = Demand(network, promise, findings);
        return new Proof(network, _family, verdict, findings, [.. unread]);
    }

    private (PromiseVerdict Verdict, PacketSet Packets)? Classify(
        Acceptance acceptance, PacketSet against, VirtualNetwork network, HashSet<string> unread)
    {
        var gate = _sets!.Gate;
        var certain = acceptance.Packets.Certain & _sets.Forwarded.Certain & _sets.Real & against;
        var possible = acceptance.Packets.Possible & _sets.Forwarded.Possible & against;
        var leaks = certain & gate.Now.Certain;
        if (!leaks.IsEmpty)
            // Native nftables is not evaluated yet: it may close what iptables leaves open.
            return (_drops.Count + _rewrites.Count == 0 ? PromiseVerdict.Leaking : PromiseVerdict.Undecided, leaks);

        var might = possible & gate.Now.Possible;
        if (!might.IsEmpty)
        {
            var causes = (certain & gate.Now.Possible).IsEmpty ? [] : Unobserved(network).ToList();
            unread.UnionWith(causes);
            return (causes.Count > 0 ? PromiseVerdict.Unread : PromiseVerdict.Undecided, might);
        }

        var later = possible & gate.Lasting.Possible;
        return later.IsEmpty ? null : (PromiseVerdict.Latent, later);
    }

    /// <summary>What was not observed of the way a packet would take, although its rules were.</summary>
    private IEnumerable<string> Unobserved(VirtualNetwork network)
    {
        var sysctl = _family == Family.IPv6 && ForwardGate.IPv6Enabled(_host, network.Bridge!) is null;
        if (sysctl || _host.Links.Any(link => ForwardGate.Forwards(_host, _family, link.Name) is null))
            yield return RecordFile.Sysctls;
        if (!_sets!.Routes.RoutesRead) yield return RecordFile.Routes(_family);
        if (!_sets.Routes.PolicyRead) yield return RecordFile.PolicyOf(_family);
    }

    /// <summary>Where no route leads outside there is nothing to reach, and nothing to be reached from.</summary>
    private PromiseVerdict Demand(VirtualNetwork network, Promise promise, List<Finding> findings)
    {
        var outside = promise.Must(Crossing.Out) & _sets!.Routes.Out().Certain & _sets.Gate.Lasting.Possible;
        if (outside.IsEmpty) return PromiseVerdict.Kept;
        foreach (var crossing in new[] { Crossing.Out, Crossing.In })
        {
            var must = promise.Must(crossing);
            if (must.IsEmpty) continue;
            if (_drops.Count > 0) return AddUndecided(network, promise, findings);
            var gate = _sets.Gate.Now;
            if (!(must & _sets.Forwarded.Certain & gate.Certain).IsEmpty) continue;
            if (!(must & _sets.Forwarded.Possible & gate.Possible).IsEmpty) continue;
            findings.Add(ForwardFindings.Broken(network, promise, crossing));
            return PromiseVerdict.Broken;
        }

        return PromiseVerdict.Kept;
    }

    private PromiseVerdict AddUndecided(VirtualNetwork network, Promise promise, List<Finding> findings)
    {
        findings.Add(ForwardFindings.MayBeClosed(network, promise, _drops));
        return PromiseVerdict.Undecided;
    }

    private Proof Undecided(VirtualNetwork network, string subject, string reason) =>
        new(network, _family, PromiseVerdict.Undecided,
        [ForwardFindings.Undecided(network, _family, subject, reason)], []);

    private static PromiseVerdict Worse(PromiseVerdict a, PromiseVerdict b) => Rank(a) >= Rank(b) ? a : b;

    private static int Rank(PromiseVerdict verdict) => verdict switch
    {
        PromiseVerdict.Leaking => 4,
        PromiseVerdict.Undecided => 3,
        PromiseVerdict.Unread => 2,
        PromiseVerdict.Latent => 1,
        _ => 0,
    };
}
