using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Core.Ports;

/// <summary>
/// The story of every port, from reports that come by themselves and from looks at what is there: created, bound, changed,
/// unbound, deleted, each told once, whoever says so first. Pure: time comes with what is applied. One thread at a time.
/// </summary>
/// <remarks>
/// Notices may be late, doubled, out of order or missing; looks must be applied in the order they were taken, one after the
/// other, and notices be of the boot the book is for. What a notice does not know (a port file that was gone before it could be
/// read) the next entry of that port carries; the deletion of a port whose guest is still unknown waits for the next look, or for
/// a notice that knows it.
/// </remarks>
public sealed class PortTracker
{
    // Notices are late by what a queue holds; a spool is read when the agent starts, and then the ledger knows what is gone.
    private static readonly TimeSpan GoneFor = TimeSpan.FromMinutes(10);
    private const int GoneMost = 10_000;

    private readonly Dictionary<PortKey, PortStateMachine> _ports = [];
    private readonly Dictionary<string, Moment> _stops = new(StringComparer.Ordinal);
    private readonly List<LedgerEvent> _page = [];
    private bool _sameBoot;
    private Moment? _lastLook;
    private TimeSpan _forgetAt;
    private int _forgetAbove;

    /// <summary>Opens the book where the ledger ends.</summary>
    /// <param name="known">Ports that exist as far as the ledger goes.</param>
    /// <param name="sameBoot">
    /// Whether the host has not been restarted since; if it has, all of them are gone with the first look, and the time since
    /// boot in <paramref name="known"/> means nothing.
    /// </param>
    /// <param name="deleted">
    /// Ports that were deleted not long ago in this boot, so that a late report of them is not taken for a new port.
    /// </param>
    public PortTracker(IEnumerable<KnownPort> known, bool sameBoot, IEnumerable<DeletedPort>? deleted = null)
    {
        _sameBoot = sameBoot;
        if (sameBoot)
        {
            foreach (var port in deleted ?? []) _ports[KeyOf(port.Facts)] = PortStateMachine.Ended(port, _page);
        }

        foreach (var port in known) _ports[KeyOf(port.Facts)] = PortStateMachine.Resumed(port, sameBoot, _page);
    }

    /// <summary>The ports whose last entry is not deleted, by network and UUID.</summary>
    public IReadOnlyCollection<KnownPort> Known =>
    [
        .. _ports.Values.Select(port => port.Known).OfType<KnownPort>()
            .OrderBy(port => port.Facts.Network, StringComparer.Ordinal).ThenBy(port => port.Facts.Uuid, StringComparer.Ordinal),
    ];

    /// <summary>Takes in a report, and returns the entries it gives; none where it says nothing new.</summary>
    public IReadOnlyList<LedgerEvent> Apply(PortNotice notice)
    {
        switch (notice)
        {
            case PortNotice.Created created:
                var made = LifeOf(created.Network, created.Uuid);
                made.Created(created);
                EndIfStopped(made, created.Network);
                break;
            case PortNotice.Deleted deleted:
                LifeOf(deleted.Network, deleted.Uuid).Deleted(deleted);
                break;
            case PortNotice.NetworkStopped stopped:
                _stops[stopped.Network] = Moments.Later(stopped.At, _stops.GetValueOrDefault(stopped.Network));
                foreach (var (key, port) in _ports)
                {
                    if (key.Network == stopped.Network) port.NetworkStopped(stopped.At);
                }

                break;
            default:
                throw new ArgumentException($"A notice of kind {notice.GetType().Name} is not known.", nameof(notice));
        }

        return TurnPage(notice.At);
    }

    /// <summary>
    /// Takes in what a look saw, and returns the entries it gives: first of what is gone, then of what is there.
    /// </summary>
    public IReadOnlyList<LedgerEvent> Apply(PortSnapshot look)
    {
        var blind = look.BlindSince is { } since ? Moments.Between(since, look.Begun) : null;
        var listed = new Dictionary<PortKey, NetworkPort>();
        foreach (var port in look.Ports) listed.TryAdd(PortKey.Of(port.Network, port.Uuid), port);
        foreach (var (key, port) in _ports)
        {
            if (!listed.ContainsKey(key)) port.Absent(look, _sameBoot ? look.BlindSince : null);
        }

        foreach (var (key, port) in listed)
        {
            var life = LifeOf(key.Network, key.Uuid);
            life.Listed(look, port, blind, _lastLook);
            EndIfStopped(life, key.Network);
        }

        var holders = look is { Guests: not null, Links: not null } ? new PortBindings(look.Guests, look.Links) : null;
        foreach (var (key, port) in listed)
            _ports[key].Look(look, port, holders?.Of(port), () => HasNewTwin(key, port, listed, look.Begun), blind);

        // Whatever the ledger had of an earlier boot is gone now.
        (_lastLook, _sameBoot) = (look.Begun, true);
        return TurnPage(look.Begun);
    }

    private static PortKey KeyOf(PortFacts facts) => PortKey.Of(facts.Network, facts.Uuid);

    // update-device makes the new port, moves the tap, and only then deletes the old port: the tap in another bridge is no move.
    private bool HasNewTwin(PortKey key, NetworkPort port, Dictionary<PortKey, NetworkPort> listed, Moment at) =>
        listed.Any(other => other.Key != key && other.Value.OwnerUuid == port.OwnerUuid && other.Value.Mac == port.Mac
            && _ports[other.Key].IsNewAt(at));

    private PortStateMachine LifeOf(string network, string uuid)
    {
        var key = PortKey.Of(network, uuid);
        if (!_ports.TryGetValue(key, out var life))
            _ports[key] = life = new PortStateMachine(new PortFacts(key.Uuid, network, null, null, null, null, null), _page);
        return life;
    }

    // A report or look from before the network was stopped may come after the report that it was.
    private void EndIfStopped(PortStateMachine life, string network)
    {
        if (_stops.TryGetValue(network, out var at)) life.NetworkStopped(at);
    }

    private LedgerEvent[] TurnPage(Moment now)
    {
        LedgerEvent[] page = [.. _page];
        _page.Clear();
        Forget(now.SinceBoot);
        return page;
    }

    private void Forget(TimeSpan now)
    {
        if (now < _forgetAt && _ports.Count < _forgetAbove) return;
        var gone = _ports.Where(port => port.Value.Gone is not null)
            .Select(port => (port.Key, At: port.Value.Gone!.SinceBoot)).OrderBy(port => port.At).ToList();
        foreach (var (key, _) in gone.Where((port, place) => now - port.At > GoneFor || gone.Count - place > GoneMost))
            _ports.Remove(key);
        (_forgetAt, _forgetAbove) = (now + TimeSpan.FromMinutes(1), _ports.Count + GoneMost);
    }
}
