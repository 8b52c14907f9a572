using VirtAgent.Core.Ledger;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>One simulation from its seed to rest, and what must hold of it.</summary>
internal sealed class ModelRun
{
    private readonly ModelLibvirt _libvirt;
    private readonly ModelWatch _watch;
    private readonly ModelSenses _senses;
    private readonly int _seed;
    private readonly IReadOnlyCollection<KnownPort> _atLastLook;

    public ModelRun(ModelSenses senses, int seed, long length)
    {
        (_senses, _seed) = (senses, seed);
        var (clock, random) = (new ModelClock(), new Random(seed));
        var end = clock.Now + length;
        _libvirt = new ModelLibvirt(clock, random, end);
        _watch = new ModelWatch(clock, _libvirt, random, senses);
        _libvirt.Begin();
        _watch.Begin(end);
        // Whatever is under way comes to rest, late reports included; then a last look.
        clock.Run(end + 40_000_000);
        _watch.Look();
        clock.Run(clock.Now + 10_000_000);
        _atLastLook = _watch.Book.Known;
        // What is new may still be on its way to its bridge, as far as the book can know; not for long.
        _watch.Look();
        clock.Run(clock.Now + 1_000_000);
    }

    private IEnumerable<IGrouping<string, LedgerEvent>> Stories => _watch.Told.GroupBy(entry => entry.Port!);

    public void StoriesHaveTheirOrder()
    {
        foreach (var story in Stories)
        {
            var (exists, bound, last) = (false, false, TimeSpan.Zero);
            foreach (var entry in story)
            {
                Holds(entry.At.SinceBoot >= last, $"{story.Key} runs backwards");
                last = entry.At.SinceBoot;
                Holds(entry.Kind == EntryKind.PortCreated ? !exists : exists, $"{entry.Kind} of {story.Key} out of place");
                if (entry.Kind is EntryKind.PortBound) Holds(!bound, $"{story.Key} is bound twice");
                if (entry.Kind is EntryKind.PortChanged or EntryKind.PortUnbound)
                    Holds(bound, $"{entry.Kind} of {story.Key}, which is not bound");
                if (entry.Kind is EntryKind.PortDeleted) Holds(!bound, $"{story.Key} is deleted and not unbound");
                exists = entry.Kind != EntryKind.PortDeleted;
                bound = entry.Kind == EntryKind.PortBound || (bound && entry.Kind != EntryKind.PortUnbound);
            }
        }
    }

    public void FactsAreTrue()
    {
        foreach (var entry in _watch.Told)
        {
            var port = _libvirt.All[entry.Port!];
            var guest = _libvirt.Guests.Single(guest => guest.Name == port.OwnerName);
            Holds(entry.Network == port.Network, $"the network of {entry.Port}");
            Holds((entry.Guest ?? port.OwnerName) == port.OwnerName, $"the guest of {entry.Port}");
            Holds((entry.GuestUuid ?? port.OwnerUuid) == port.OwnerUuid, $"the guest's UUID of {entry.Port}");
            Holds((entry.Tap ?? guest.Tap) == guest.Tap, $"the tap of {entry.Port}");
            // A guest may set a MAC above those that are configured.
            var mayBeGuests = string.CompareOrdinal(entry.Mac, PortDesk.Mac(99).ToString()) > 0;
            Holds(entry.Mac is null || entry.Mac == port.Mac.ToString() || mayBeGuests, $"the MAC of {entry.Port}");
        }
    }

    /// <summary>After a last look the book has what is listed, and knows what is bound.</summary>
    public void TheEndIsRight()
    {
        var known = _atLastLook.Select(port => port.Facts.Uuid).ToHashSet();
        Holds(known.SetEquals(_libvirt.Listed.Keys), "other ports are known than are listed");
        if (!_watch.LastLookSawAll) return;
        foreach (var port in _watch.Book.Known)
        {
            var holder = _libvirt.Guests.FirstOrDefault(guest => guest.Running && guest.PortId == port.Facts.Uuid);
            var bridge = holder is null ? null : _libvirt.Taps.GetValueOrDefault(holder.Tap);
            Holds(port.Bound == (bridge is not null), $"whether {port.Facts.Uuid} is bound");
            Holds(bridge is null || port.Facts.Bridge == bridge, $"the bridge of {port.Facts.Uuid}");
        }
    }

    /// <summary>
    /// Every life of every port is told exactly once, and its owner with it; without a hook, of those that were listed.
    /// </summary>
    public void EveryLifeIsTold(bool announced)
    {
        var created = _watch.Told.Where(entry => entry.Kind == EntryKind.PortCreated).ToLookup(entry => entry.Port);
        var last = Stories.ToDictionary(story => story.Key, story => story.Last());
        foreach (var (uuid, lives) in announced ? _libvirt.Lives : _libvirt.TimesListed)
        {
            Holds(created[uuid].Count() == lives, $"{uuid} lived {lives} times");
            var mayBeUnknown = !announced || (_senses.Folder && _watch.Overtaken.Contains(uuid));
            Holds(mayBeUnknown || last[uuid] is { Guest: not null, Mac: not null }, $"nobody knows whose {uuid} was");
        }
    }

    /// <summary>No port is created more often than it was.</summary>
    public void NothingIsInvented()
    {
        foreach (var story in Stories)
        {
            var created = story.Count(entry => entry.Kind == EntryKind.PortCreated);
            Holds(created <= _libvirt.TimesListed.GetValueOrDefault(story.Key), $"{story.Key} lived less often");
        }
    }

    private void Holds(bool holds, string what)
    {
        if (holds) return;
        var uuid = what.Split(' ', ',').FirstOrDefault(word => word.Length > 1 && word[0] == 'p' && char.IsAsciiDigit(word[1]));
        // The looks as well: what is not in them is what counts.
        var log = _watch.Log.Where(line => uuid is null || line.Contains("look", StringComparison.Ordinal)
            || line.Contains(uuid + " ", StringComparison.Ordinal));
        Assert.Fail($"Seed {_seed}, {_senses}: {what}.\n{string.Concat(log.TakeLast(60))}");
    }
}
