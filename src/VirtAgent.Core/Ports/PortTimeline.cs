using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Core.Ports;

/// <summary>
/// The entries about one port, in the only order they can have: created, bound, changed, unbound, deleted, and created again only
/// after that. Each carries all that was known by then. Times never run backwards within a story, so that what held at any time
/// can be read from it: an entry that is told late gets the time of the one before.
/// </summary>
internal sealed class PortTimeline(PortFacts facts, ICollection<LedgerEvent> page)
{
    /// <summary>What is known of the port, also after it is gone.</summary>
    public PortFacts Facts { get; private set; } = facts;

    /// <summary>How often it was created.</summary>
    public int Lives { get; private set; }

    /// <summary>Whether its last word is not deleted.</summary>
    public bool Exists { get; private set; }

    /// <summary>Whether its last word is bound or changed.</summary>
    public bool Bound { get; private set; }

    /// <summary>When it was created last; null before.</summary>
    public Moment? Since { get; private set; }

    /// <summary>When its last entry was, in this boot.</summary>
    public Moment? Last { get; private set; }

    /// <summary>Goes on where the ledger left off.</summary>
    public void Resume(Moment since, Moment? last, bool exists, bool bound) =>
        (Lives, Exists, Bound, Since, Last) = (1, exists, bound, since, last);

    /// <summary>Fills in what was not known yet.</summary>
    public void Learn(NetworkPort? port)
    {
        if (port is null) return;
        Facts = Facts with
        {
            Guest = Facts.Guest ?? port.OwnerName,
            GuestUuid = Facts.GuestUuid ?? port.OwnerUuid,
            Mac = Facts.Mac ?? port.Mac?.ToString(),
            Bridge = Facts.Bridge ?? port.PlugBridge,
        };
    }

    /// <summary>The port came, or came back; <paramref name="port"/> is null where its XML could not be read.</summary>
    public void Create(Moment at, NetworkPort? port, string? detail)
    {
        if (Lives++ > 0) detail = Join("the same UUID again", detail);
        // A port that comes back is the same guest's, and all else may be different.
        Facts = port is null ? Facts with { Tap = null } : Facts with { Mac = null, Tap = null, Bridge = null };
        Learn(port);
        (Exists, Bound) = (true, false);
        Since = Tell(EntryKind.PortCreated, at, detail);
    }

    /// <summary>A NIC holds it.</summary>
    public void Bind(Moment at, PortBinding holding, string? detail)
    {
        Move(holding);
        Bound = true;
        Tell(EntryKind.PortBound, at, detail);
    }

    /// <summary>Where it is now, without an entry yet; returns what is different, in words.</summary>
    public IReadOnlyList<string> Move(PortBinding holding)
    {
        var (was, differences) = (Facts, new List<string>());
        Facts = Facts with { Mac = holding.Mac ?? was.Mac, Tap = holding.Tap, Bridge = holding.Bridge ?? was.Bridge };
        if (Facts.Tap != was.Tap) differences.Add($"tap {was.Tap ?? "none"} → {Facts.Tap ?? "none"}");
        if (Facts.Bridge != was.Bridge) differences.Add($"bridge {was.Bridge ?? "none"} → {Facts.Bridge}");
        if (Facts.Mac != was.Mac)
            differences.Add($"MAC {was.Mac ?? "none"} → {Facts.Mac}{(holding.MacIsGuests ? ", set by the guest" : "")}");
        return differences;
    }

    /// <summary>Something about it is different.</summary>
    public void Change(Moment at, string detail) => Tell(EntryKind.PortChanged, at, detail);

    /// <summary>No NIC holds it any more, or its tap is in no bridge.</summary>
    public void Unbind(Moment at, string? detail)
    {
        Bound = false;
        Tell(EntryKind.PortUnbound, at, detail);
    }

    /// <summary>It is gone, and so unbound as well.</summary>
    public void Delete(Moment at, string? detail)
    {
        if (Bound) Unbind(at, detail);
        Exists = false;
        Tell(EntryKind.PortDeleted, at, detail);
    }

    /// <summary>Two details in one, either of which may be null.</summary>
    public static string? Join(string? one, string? other) => one is null || other is null ? one ?? other : $"{one}; {other}";

    private Moment Tell(EntryKind kind, Moment at, string? detail)
    {
        Last = Moments.Later(at, Last);
        page.Add(new LedgerEvent(kind, Last)
        {
            Port = Facts.Uuid,
            Network = Facts.Network,
            Guest = Facts.Guest,
            GuestUuid = Facts.GuestUuid,
            Mac = Facts.Mac,
            Tap = Facts.Tap,
            Bridge = Facts.Bridge,
            Detail = detail,
        });
        return Last;
    }
}
