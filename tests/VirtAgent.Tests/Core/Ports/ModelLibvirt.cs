using VirtAgent.Core.Hosts;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>
/// A small libvirt: guests that start, fail to start, move between networks and stop, networks that are destroyed under them, a
/// daemon that is restarted. It calls its hook, lists ports and moves taps in the order the real one was seen to
/// (facts: libvirt 2.4 and 6.1), and keeps the truth.
/// </summary>
internal sealed class ModelLibvirt
{
    private static readonly Dictionary<string, string> Bridges = new() { ["iso"] = "virbr1", ["nat"] = "virbr0" };

    private readonly ModelClock _clock;
    private readonly Random _random;
    private readonly long _until;
    private readonly Dictionary<string, bool> _active = new() { ["iso"] = true, ["nat"] = true };
    private int _made;
    private int _busy;
    private bool _daemonBusy;

    public ModelLibvirt(ModelClock clock, Random random, long until)
    {
        (_clock, _random, _until) = (clock, random, until);
        for (var number = 1; number <= 4; number++) Guests.Add(new ModelGuest(number));
    }

    public List<ModelGuest> Guests { get; } = [];

    /// <summary>The ports that are listed now, as their XML says.</summary>
    public Dictionary<string, NetworkPort> Listed { get; } = [];

    /// <summary>Taps that exist, and their bridges.</summary>
    public Dictionary<string, string?> Taps { get; } = [];

    /// <summary>Every port there ever was.</summary>
    public Dictionary<string, NetworkPort> All { get; } = [];

    /// <summary>How often each was announced to the hook as new, whether it was made then or not.</summary>
    public Dictionary<string, int> Lives { get; } = [];

    /// <summary>How often each was listed.</summary>
    public Dictionary<string, int> TimesListed { get; } = [];

    /// <summary>The hook is run: created (true) or deleted, or with null for a port, that the network stopped.</summary>
    public event Action<string, NetworkPort?, bool>? Hook;

    /// <summary>A port file was written (true) or removed.</summary>
    public event Action<NetworkPort, bool>? File;

    /// <summary>A network's own file was removed.</summary>
    public event Action<string>? NetworkFileGone;

    public void Begin()
    {
        foreach (var guest in Guests) _clock.After(_random.Next(500_000), () => Act(guest));
        _clock.After(_random.Next(8_000_000), Administer);
    }

    private void Act(ModelGuest guest)
    {
        if (_clock.Now > _until) return;
        if (_daemonBusy)
        {
            _clock.After(100_000, () => Act(guest));
            return;
        }

        _busy++;
        var kind = _random.Next(12);
        if (!guest.Running && !_active[guest.Network]) guest.Network = guest.Network == "iso" ? "nat" : "iso";
        if (!_active[guest.Network]) Later(guest, 0);
        else if (!guest.Running) Start(guest, kind);
        else if (guest.PortId is not null && !Listed.ContainsKey(guest.PortId)) Stop(guest);
        else if (kind < 3) Stop(guest);
        else if (kind < 6) SetLink(guest);
        else if (kind < 8 && _active.Values.All(active => active)) Move(guest);
        else if (kind < 9) MoveTap(guest);
        else if (kind < 10) Rewrite(guest);
        else Later(guest, 0);
    }

    private void Later(ModelGuest guest, long after) => _clock.After(after, () =>
    {
        _busy--;
        // Now and then as fast as it can, and else as guests live.
        _clock.After(_random.Next(3) == 0 ? _random.Next(2_000) : _random.Next(4_000_000), () => Act(guest));
    });

    private void Start(ModelGuest guest, int kind)
    {
        guest.CurrentMac = null;
        var port = Make(guest, guest.Network);
        var listed = Announce(port);
        if (kind == 0)
        {
            Later(guest, listed);
            return;
        }

        List(port, listed);
        if (kind < 3)
        {
            Delete(port, listed + Small());
            Later(guest, listed + 4_000_000);
            return;
        }

        var named = listed + Small();
        _clock.After(named, () => (guest.PortId, guest.Running) = (port.Uuid, true));
        var tap = named + Small();
        _clock.After(tap, () => Taps[guest.Tap] = null);
        _clock.After(tap + 500, () => Taps[guest.Tap] = port.PlugBridge);
        Later(guest, tap + 1_000);
    }

    private void Stop(ModelGuest guest)
    {
        var uuid = guest.PortId!;
        _clock.After(0, () => Taps.Remove(guest.Tap));
        // Of a port that is not listed any more libvirt says nothing.
        var end = Listed.TryGetValue(uuid, out var port) ? Delete(port, Small()) : 0;
        _clock.After(end + 300, () => (guest.PortId, guest.Running) = (null, false));
        Later(guest, end + 1_000);
    }

    private void SetLink(ModelGuest guest)
    {
        var port = Make(guest, guest.Network);
        var listed = Announce(port);
        List(port, listed);
        Later(guest, Delete(port, listed + _random.Next(3_000)));
    }

    private void Move(ModelGuest guest)
    {
        var old = Listed[guest.PortId!];
        var network = guest.Network == "iso" ? "nat" : "iso";
        var port = Make(guest, network);
        var listed = Announce(port);
        List(port, listed);
        _clock.After(listed + 500, () => Taps[guest.Tap] = null);
        _clock.After(listed + 800, () => Taps[guest.Tap] = port.PlugBridge);
        var end = Delete(old, listed + 1_000);
        _clock.After(end, () => (guest.PortId, guest.Network) = (port.Uuid, network));
        Later(guest, end + 1_000);
    }

    private void MoveTap(ModelGuest guest)
    {
        _clock.After(0, () => Taps[guest.Tap] = _random.Next(3) switch { 0 => null, 1 => "virbr0", _ => "virbr1" });
        Later(guest, 1_000);
    }

    private void Rewrite(ModelGuest guest)
    {
        _clock.After(0, () =>
        {
            var port = Listed[guest.PortId!];
            var bandwidth = PortDesk.Port(port.Uuid, bandwidth: $"{_random.Next(100)}");
            port = port with { Unmodelled = bandwidth.Unmodelled, Xml = bandwidth.Xml };
            Listed[port.Uuid] = port;
            File?.Invoke(port, true);
            guest.CurrentMac = _random.Next(2) == 0 ? PortDesk.Mac(_random.Next(100, 200)) : null;
        });
        Later(guest, 1_000);
    }

    private void Administer()
    {
        if (_clock.Now > _until) return;
        if (_busy > 0)
        {
            _daemonBusy = true;
            _clock.After(5_000, Administer);
            return;
        }

        _daemonBusy = true;
        var network = _random.Next(2) == 0 ? "iso" : "nat";
        var end = _random.Next(3) == 0 ? 0 : _active[network] ? Destroy(network) : 0;
        _clock.After(end + 2_000_000, () =>
        {
            _active[network] = true;
            var ready = _random.Next(3) == 0 ? 0 : Restart();
            _clock.After(ready, () => _daemonBusy = false);
            _clock.After(ready + _random.Next(15_000_000), Administer);
        });
    }

    private long Destroy(string network)
    {
        NetworkFileGone?.Invoke(network);
        _active[network] = false;
        foreach (var tap in Taps.Where(tap => tap.Value == Bridges[network]).Select(tap => tap.Key).ToList()) Taps[tap] = null;
        long at = 0;
        foreach (var port in Listed.Values.Where(port => port.Network == network).ToList())
            _clock.After(at += 200, () => Unlist(port.Uuid));
        _clock.After(at += 300, () => Hook?.Invoke(network, null, false));
        return at;
    }

    private long Restart()
    {
        foreach (var port in Listed.Values.ToList()) Hook?.Invoke(port.Network, port, true);
        long at = 800_000;
        var lost = Guests.Where(guest => guest.Running && !Listed.ContainsKey(guest.PortId!) && _active[guest.Network]);
        foreach (var guest in lost)
        {
            var port = All[guest.PortId!];
            _clock.After(at += 1_000, () =>
            {
                Hook?.Invoke(port.Network, port, true);
                var listed = HookTime();
                Lives[port.Uuid]++;
                List(port, listed);
                _clock.After(listed + 200, () => Taps[guest.Tap] = port.PlugBridge);
            });
        }

        return at + 3_000_000;
    }

    private NetworkPort Make(ModelGuest guest, string network)
    {
        var port = PortDesk.Port($"p{++_made}", guest.Name, network, Bridges[network], (int)(guest.Mac.Bits & 0xff));
        All[port.Uuid] = port;
        Lives[port.Uuid] = 1;
        return port;
    }

    /// <summary>Runs the hook now; returns after how long the port can be listed.</summary>
    private long Announce(NetworkPort port)
    {
        Hook?.Invoke(port.Network, port, true);
        return HookTime();
    }

    private void List(NetworkPort port, long after) => _clock.After(after, () =>
    {
        Listed[port.Uuid] = port;
        TimesListed[port.Uuid] = TimesListed.GetValueOrDefault(port.Uuid) + 1;
        File?.Invoke(port, true);
    });

    private long Delete(NetworkPort port, long after)
    {
        var unlisted = after + HookTime();
        _clock.After(after, () => Hook?.Invoke(port.Network, port, false));
        _clock.After(unlisted, () => Unlist(port.Uuid));
        return unlisted;
    }

    private void Unlist(string uuid)
    {
        if (Listed.Remove(uuid, out var port)) File?.Invoke(port, false);
    }

    private long Small() => _random.Next(200, 20_000);

    // Other scripts of the operator's run too, and some are slow.
    private long HookTime() => _random.Next(30) == 0 ? _random.Next(2_500_000) : _random.Next(500, 20_000);
}
