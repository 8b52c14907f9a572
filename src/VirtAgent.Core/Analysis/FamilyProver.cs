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
    private readonly BddTable _table;
    private readonly ForwardSets? _sets;
    private readonly ForwardFindings? _findings;
    private readonly string? _tooLarge;

    // Of all networks together.
    private long _left = 2 * BoundedSets.Exactly;

    public FamilyProver(Host host, Family family, BddTable table)
    {
        (_host, _family, _table) = (host, family, table);
        var bridges = host.Networks.Where(network => network.HasPromise).Select(network => network.Bridge!)
            .ToHashSet(StringComparer.Ordinal);
        if (Missing().Any() || bridges.Count == 0) return;
        var taps = host.Guests.SelectMany(guest => guest.Nics).Select(nic => nic.Tap).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        try
        {
            _sets = BoundedSets.Of(host, family, Asked, table);
            _findings = new ForwardFindings(host, _sets);
        }
        catch (SetTooLargeException tooLarge)
        {
            _tooLarge = tooLarge.Message;
        }

        bool Asked(Link link) => bridges.Contains(link.Name)
            || (link.Master is { } master ? bridges.Contains(master) : taps.Contains(link.Name));
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
            if (_sets is not null) return Prove(network, _sets);
        }
        catch (SetTooLargeException tooLarge)
        {
            return Undecided(network, "packet sets", tooLarge.Message);
        }

        return Undecided(network, "packet sets", _tooLarge!);
    }

    /// <summary>One network may take its share of the steps that are left; what it costs is not the next one's fault.</summary>
    private Proof Prove(VirtualNetwork network, ForwardSets sets)
    {
        _table.Allow(Math.Min(_left, BoundedSets.Exactly / 2));
        try
        {
            return new NetworkProver(_host, network, sets, _findings!).Prove();
        }
        finally
        {
            _left -= _table.Steps;
        }
    }

    /// <summary>Sources without which nothing can be said.</summary>
    private IEnumerable<string> Missing() =>
        new[] { RecordFile.Links, RecordFile.Rules(_family, Backend.Nft), RecordFile.Rules(_family, Backend.Legacy),
            RecordFile.Nft }
            .Where(source => _host.Unread(source) is not null);

    private Proof Undecided(VirtualNetwork network, string subject, string reason) =>
        new(network, _family, PromiseVerdict.Undecided,
        [ForwardFindings.Undecided(network, _family, subject, reason)], []);
}
