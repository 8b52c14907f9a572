using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Core.Ports;

/// <summary>
/// Weighs what is reported and seen of one port, and tells its story. No report and no look is later than what it contradicts
/// just because it arrives later, so each is compared with the evidence there is already.
/// </summary>
internal sealed class PortStateMachine(PortFacts facts, ICollection<LedgerEvent> page)
{
    /// <summary>
    /// How long after its hook libvirt may take to list a port, or to list it no more: until then other scripts of the operator's
    /// may run, and a tap may still be on its way to the bridge.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private readonly PortTimeline _story = new(facts, page);
    private readonly InotifySequence _folder = new();

    private NetworkPort? _port;
    private TimeSpan _portRead = TimeSpan.MinValue;
    // Evidence that the port existed: the last there is of any kind, of the hook's (exact), and of a look's (its beginning).
    private Moment? _seen;
    private TimeSpan _announced = TimeSpan.MinValue;
    private TimeSpan _listed = TimeSpan.MinValue;
    // The hook announced it, and nobody has seen it listed since.
    private Moment? _unconfirmed;
    private bool _everListed;
    private bool _mayBeNew;
    // That it went: when, and the time until which a look may have begun that still lists it.
    private Moment? _gone;
    private TimeSpan _mayBeListedUntil = TimeSpan.MinValue;
    private bool _deletionWaits;
    private bool _isOfEarlierBoot;

    /// <summary>A port that is there, as far as the ledger goes.</summary>
    public static PortStateMachine Resumed(KnownPort known, bool sameBoot, ICollection<LedgerEvent> page)
    {
        var life = new PortStateMachine(known.Facts, page) { _everListed = true, _isOfEarlierBoot = !sameBoot };
        var last = Moments.Later(known.Since, known.Last);
        life._story.Resume(known.Since, sameBoot ? last : null, exists: true, known.Bound);
        life._folder.CatchUp(1, exists: true);
        life._seen = sameBoot ? last : known.Since with { SinceBoot = TimeSpan.Zero };
        // Whoever wrote more than that it was created had seen it listed.
        if (sameBoot && last == known.Since) life._unconfirmed = last;
        else if (sameBoot) life._listed = last.SinceBoot;
        return life;
    }

    /// <summary>A port that was deleted in this boot.</summary>
    public static PortStateMachine Ended(DeletedPort deleted, ICollection<LedgerEvent> page)
    {
        var life = new PortStateMachine(deleted.Facts, page)
        {
            _gone = deleted.At,
            _mayBeListedUntil = deleted.At.SinceBoot + Settling,
        };
        life._story.Resume(deleted.At, deleted.At, exists: false, bound: false);
        // The file may still be there: the hook comes first.
        life._folder.CatchUp(1, exists: true);
        return life;
    }

    /// <summary>The port as the ledger has it, or null where its last word is deleted.</summary>
    public KnownPort? Known => _story.Exists ? new KnownPort(_story.Facts, _story.Bound, _story.Since!, _story.Last) : null;

    /// <summary>When it was deleted; null while it exists.</summary>
    public Moment? Gone => Exists || _deletionWaits ? null : _gone;

    private bool Exists => _story.Exists && !_deletionWaits;

    /// <summary>Reported created.</summary>
    public void Created(PortNotice.Created notice)
    {
        if (_isOfEarlierBoot) EndWithBoot(null, notice.At);
        var byHook = notice.Origin == NoticeOrigin.Hook;
        var life = byHook ? 0 : _folder.Created();
        if (!Exists)
        {
            var isAnother = byHook ? _gone is null || notice.At.SinceBoot > _gone.SinceBoot : life > _story.Lives;
            if (_deletionWaits && (isAnother || notice.Port is not null)) TellDeletion(isAnother ? null : notice.Port);
            if (!isAnother) return;
            Begin(notice.At, notice.Port, null);
        }

        if (byHook)
        {
            if (notice.At.SinceBoot >= _seen!.SinceBoot) _unconfirmed = notice.At;
            _announced = Max(_announced, notice.At.SinceBoot);
        }
        else
        {
            (_unconfirmed, _everListed) = (null, true);
            if (life != _story.Lives) _folder.CatchUp(_story.Lives, exists: true);
        }

        _seen = Moments.Later(notice.At, _seen);
        var differences = Read(notice.Port, notice.At.SinceBoot);
        if (_story.Bound && differences.Count > 0) _story.Change(notice.At, string.Join(", ", differences));
    }

    /// <summary>Reported deleted.</summary>
    public void Deleted(PortNotice.Deleted notice)
    {
        if (_isOfEarlierBoot) EndWithBoot(null, notice.At);
        var grace = notice.Origin == NoticeOrigin.Hook ? Settling : TimeSpan.Zero;
        if (_deletionWaits && notice.Port is not null) TellDeletion(notice.Port);
        if (_story.Lives == 0) Begin(notice.At, notice.Port, "not heard of before it was deleted");
        var isOfEarlierLife = notice.Origin == NoticeOrigin.PortFolder && _folder.Deleted() < _story.Lives;
        if (!Exists || isOfEarlierLife) return;

        var at = notice.At.SinceBoot;
        if (at < _announced || at + grace < _listed) return;
        _story.Learn(notice.Port);
        (_gone, _mayBeListedUntil) = (notice.At, at + grace);
        // Who held it may still be on its way: a hook's report that was overtaken by inotify's. The next look is soon.
        if (_story.Facts.Guest is null) _deletionWaits = true;
        else _story.Delete(notice.At, null);
    }

    /// <summary>Its network was stopped.</summary>
    public void NetworkStopped(Moment at)
    {
        if (_deletionWaits) TellDeletion(null);
        if (Exists && _seen!.SinceBoot <= at.SinceBoot) End(at, "network stopped");
    }

    /// <summary>A look has it; <paramref name="lastLook"/> is when the look before that began, if there was one.</summary>
    public void Listed(PortSnapshot look, NetworkPort port, string? blind, Moment? lastLook)
    {
        var begun = look.Begun.SinceBoot;
        if (_isOfEarlierBoot) EndWithBoot(look.BlindSince, look.Begun);
        if (!Exists)
        {
            var isAnother = _gone is null || begun > _mayBeListedUntil;
            if (_deletionWaits) TellDeletion(isAnother ? null : port);
            if (!isAnother) return;
            Begin(look.Begun, port, blind ?? (lastLook is null && _story.Lives == 0 ? "there before the first look" : null));
            _mayBeNew = begun < lastLook?.SinceBoot + Settling;
        }

        (_unconfirmed, _everListed) = (null, true);
        _listed = Max(_listed, begun);
        _seen = Moments.Later(look.Begun, _seen);
        if (begun > _story.Since!.SinceBoot + Settling) _folder.CatchUp(_story.Lives, exists: true);
    }

    /// <summary>A look does not have it.</summary>
    public void Absent(PortSnapshot look, Moment? blindSince)
    {
        var begun = look.Begun.SinceBoot;
        if (_isOfEarlierBoot)
        {
            EndWithBoot(look.BlindSince, look.Begun);
        }
        else if (_deletionWaits)
        {
            if (begun >= _gone!.SinceBoot) TellDeletion(null);
        }
        else if (!_story.Exists)
        {
            if (begun > _mayBeListedUntil + Settling) _folder.CatchUp(_story.Lives, exists: false);
        }
        else if (begun > _seen!.SinceBoot && !(begun <= _unconfirmed?.SinceBoot + Settling))
        {
            End(look.Begun, _everListed || blindSince is not null
                ? Moments.Between(Moments.Later(_seen, blindSince), look.Begun)
                : "creation aborted: announced by libvirt's hook, but never listed");
        }
    }

    /// <summary>
    /// What a look says of a port that it lists. <paramref name="holding"/> is null where guests or devices were not read;
    /// <paramref name="movesAway"/> tells whether the guest's NIC is on its way to another port.
    /// </summary>
    public void Look(PortSnapshot look, NetworkPort port, PortBinding? holding, Func<bool> movesAway, string? detail)
    {
        if (!Exists) return;
        var changes = Read(port, look.Begun.SinceBoot);
        if (!_story.Bound)
        {
            if (holding is { Missing: null } && (holding.Bridge == port.PlugBridge || !IsNewAt(look.Begun)))
                _story.Bind(look.Begun, holding, detail);
            return;
        }

        if (holding is { Missing: null } && (holding.Bridge == _story.Facts.Bridge || !movesAway()))
            changes = [.. changes, .. _story.Move(holding)];
        if (changes.Count > 0) _story.Change(look.Begun, PortTimeline.Join(string.Join(", ", changes), detail)!);
        if (holding?.Missing is { } missing) _story.Unbind(look.Begun, PortTimeline.Join(missing, detail));
    }

    /// <summary>Whether it may have been made just before <paramref name="at"/>, and is not bound yet.</summary>
    public bool IsNewAt(Moment at) => Exists && !_story.Bound && _mayBeNew && at.SinceBoot < _story.Since!.SinceBoot + Settling;

    // A reading that is older than the one there is says nothing: a look may have begun before the file was written anew.
    private IReadOnlyList<string> Read(NetworkPort? port, TimeSpan at)
    {
        _story.Learn(port);
        if (port is null || at < _portRead) return [];
        var differences = _port is null ? [] : PortDifference.Between(_port, port);
        (_port, _portRead) = (port, at);
        return differences;
    }

    private void Begin(Moment at, NetworkPort? port, string? detail)
    {
        _story.Create(at, port, detail);
        (_port, _portRead) = (port, port is null ? TimeSpan.MinValue : at.SinceBoot);
        (_seen, _unconfirmed, _everListed, _mayBeNew) = (at, null, false, true);
    }

    private void End(Moment at, string? detail)
    {
        (_gone, _mayBeListedUntil) = (at, at.SinceBoot);
        _story.Delete(at, detail);
    }

    private void TellDeletion(NetworkPort? port)
    {
        _story.Learn(port);
        _story.Delete(_gone!, null);
        _deletionWaits = false;
    }

    private void EndWithBoot(Moment? blindSince, Moment now)
    {
        _isOfEarlierBoot = false;
        _gone = now with { SinceBoot = TimeSpan.Zero };
        _story.Delete(now, PortTimeline.Join("the host was restarted", Moments.Between(blindSince ?? _story.Since!, now)));
        _folder.CatchUp(1, exists: false);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
