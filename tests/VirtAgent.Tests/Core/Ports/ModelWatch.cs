using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Core.Ports;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>How well the model's watch sees.</summary>
/// <param name="Hook">Whether the hook is installed.</param>
/// <param name="Folder">Whether inotify watches the port folder.</param>
/// <param name="Lossy">Whether notices are lost, and stalls are long.</param>
/// <param name="Killed">Whether the agent is killed now and then, and started again after a while.</param>
internal sealed record ModelSenses(bool Hook, bool Folder, bool Lossy, bool Killed = false);

/// <summary>
/// Watches the model as the agent does: hook reports that are exact and late, inotify events that are read late and have no time,
/// looks that read ports, guests and taps one after the other.
/// </summary>
internal sealed class ModelWatch
{
    private readonly ModelClock _clock;
    private readonly ModelLibvirt _libvirt;
    private readonly Random _random;
    private readonly ModelSenses _senses;
    private readonly List<Func<Moment, PortNotice>> _unread = [];
    private readonly List<PortNotice> _spool = [];
    private bool _reading;
    private bool _down;
    private int _starts;
    private Moment? _blindSince;

    public ModelWatch(ModelClock clock, ModelLibvirt libvirt, Random random, ModelSenses senses)
    {
        (_clock, _libvirt, _random, _senses) = (clock, libvirt, random, senses);
        libvirt.Hook += OnHook;
        libvirt.File += OnFile;
        libvirt.NetworkFileGone += network =>
        {
            if (random.Next(2) == 0) Read(at => new PortNotice.NetworkStopped(at, NoticeOrigin.PortFolder, network));
        };
        Keep(new PortSnapshot(Now, Now, [], [], []));
    }

    public PortTracker Book { get; private set; } = new([], sameBoot: true);

    public List<LedgerEvent> Told { get; } = [];

    /// <summary>All that was applied, for whoever has to find out why it came out as it did.</summary>
    public List<string> Log { get; } = [];

    /// <summary>Ports whose hook was so late that inotify and a look may have told all before it.</summary>
    public HashSet<string> Overtaken { get; } = [];

    /// <summary>Whether the last look read guests and devices.</summary>
    public bool LastLookSawAll { get; private set; }

    private Moment Now
    {
        get
        {
            var sinceBoot = TimeSpan.FromMicroseconds(_clock.Now);
            return new Moment(DateTimeOffset.UnixEpoch + sinceBoot, sinceBoot);
        }
    }

    /// <summary>Looks again and again, one look after the other.</summary>
    public void Begin(long until) => _clock.After(_random.Next(_random.Next(5) == 0 ? 4_000_000 : 200_000), () =>
    {
        if (_clock.Now > until) return;
        if (_senses.Killed && _random.Next(30) == 0) Die(until);
        else Look(() => Begin(until));
    });

    // What the hook reported and the ledger does not have yet it keeps in its spool; inotify keeps nothing.
    private void Die(long until)
    {
        _down = true;
        _unread.Clear();
        _blindSince = Now;
        _clock.After(_random.Next(5_000_000), () =>
        {
            _down = false;
            _starts++;
            Book = ModelLedger.Reopen(Told);
            foreach (var notice in _spool.OrderBy(notice => notice.At.SinceBoot).ToList()) Keep(notice);
            _spool.Clear();
            foreach (var port in _libvirt.Listed.Values.ToList()) OnFile(port, true);
            Look(() => Begin(until));
        });
    }

    /// <summary>Looks once.</summary>
    public void Look(Action? then = null)
    {
        var begun = Now;
        List<NetworkPort> ports = [];
        List<Guest> guests = [];
        List<Link> links = [];
        var readPorts = _random.Next(20_000);
        var readGuests = readPorts + _random.Next(20_000);
        var readLinks = readGuests + _random.Next(20_000);
        _clock.After(readPorts, () => ports.AddRange(_libvirt.Listed.Values));
        _clock.After(readGuests, () =>
            guests.AddRange(_libvirt.Guests.Where(guest => guest.Running).Select(guest => guest.Read())));
        _clock.After(readLinks, () =>
        {
            links.AddRange(_libvirt.Taps.Select(tap =>
                new Link(9, tap.Key, "tun", "tap", tap.Value, null, true, false, null, false)));
            var blind = _random.Next(8) == 0;
            LastLookSawAll = !blind;
            Keep(new PortSnapshot(begun, Now, ports, blind ? null : guests, blind ? null : links, _blindSince));
            _blindSince = null;
            then?.Invoke();
        });
    }

    private void OnHook(string network, NetworkPort? port, bool created)
    {
        if (!_senses.Hook || (_senses.Lossy && _random.Next(5) == 0)) return;
        PortNotice notice = port is null ? new PortNotice.NetworkStopped(Now, NoticeOrigin.Hook, network)
            : created ? new PortNotice.Created(Now, NoticeOrigin.Hook, network, port.Uuid, port)
            : new PortNotice.Deleted(Now, NoticeOrigin.Hook, network, port.Uuid, port);
        var delay = Delay();
        if (port is not null && delay > 1_000) Overtaken.Add(port.Uuid);
        _clock.After(delay, () => Report(notice));
        if (_random.Next(10) == 0) _clock.After(Delay() + 100_000, () => Report(notice));
    }

    private void Report(PortNotice notice)
    {
        if (_down) _spool.Add(notice);
        else Keep(notice);
    }

    private void OnFile(NetworkPort port, bool written)
    {
        const NoticeOrigin Folder = NoticeOrigin.PortFolder;
        var (network, uuid) = (port.Network, port.Uuid);
        if (!written) Read(at => new PortNotice.Deleted(at, Folder, network, uuid, null));
        // The file may be gone by the time it is read.
        else Read(at => new PortNotice.Created(at, Folder, network, uuid, _libvirt.Listed.GetValueOrDefault(uuid)));
    }

    private void Read(Func<Moment, PortNotice> notice)
    {
        if (!_senses.Folder || _down || (_senses.Lossy && _random.Next(5) == 0)) return;
        _unread.Add(notice);
        if (_reading) return;
        _reading = true;
        var start = _starts;
        _clock.After(Delay(), () =>
        {
            _reading = false;
            // A reader that died took what it had not told with it.
            if (_down || start != _starts) return;
            var notices = _unread.Select(read => read(Now)).ToList();
            _unread.Clear();
            notices.ForEach(Keep);
        });
    }

    private long Delay() => _random.Next(20) switch
    {
        0 => _random.Next(_senses.Lossy ? 6_000_000 : 400_000),
        < 5 => _random.Next(50_000),
        _ => _random.Next(1_000),
    };

    private void Keep(PortNotice notice) => Keep($"{notice}", Book.Apply(notice));

    private void Keep(PortSnapshot look) =>
        Keep($"look {look.Begun.SinceBoot} {string.Join(' ', look.Ports.Select(port => port.Uuid))} ", Book.Apply(look));

    private void Keep(string what, IReadOnlyList<LedgerEvent> told)
    {
        Told.AddRange(told);
        var entries = told.Select(entry =>
            $"      => {entry.At.SinceBoot} {entry.Kind} {entry.Port} {entry.Guest} {entry.Detail}\n");
        Log.Add($"{Now.SinceBoot} {what}\n{string.Concat(entries)}");
    }
}
