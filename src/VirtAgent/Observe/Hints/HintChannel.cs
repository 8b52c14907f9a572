using System.Threading.Channels;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// Where every source says "look again". Hints coalesce: however many come while the loop is busy, it looks once more and no
/// more.
/// </summary>
internal sealed class HintChannel
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private RefreshScope _what;
    private HashSet<string> _guests = [];
    private HashSet<string> _ports = [];
    private List<RulesetCommit> _commits = [];

    /// <summary>Look again at <paramref name="what"/>; from any thread.</summary>
    public void Request(RefreshScope what) => Gather(() => _what |= what);

    /// <summary>Look again at one guest, and at which guests there are.</summary>
    public void LookAtGuest(string uuid) => Gather(() =>
    {
        _what |= RefreshScope.Guests;
        _guests.Add(uuid);
    });

    /// <summary>Look again at one port, and at which ports there are.</summary>
    public void LookAtPort(string uuid) => Gather(() =>
    {
        _what |= RefreshScope.Ports;
        _ports.Add(uuid);
    });

    /// <summary>The ruleset changed, and this is who did it.</summary>
    public void Request(RulesetCommit commit) => Gather(() =>
    {
        _what |= commit.IsOfIptables ? RefreshScope.Iptables : RefreshScope.Firewall;
        _commits.Add(commit);
    });

    /// <summary>What was taken and could not be looked at.</summary>
    public void PutBack(HintSet taken) => Gather(() =>
    {
        _what |= taken.What;
        _guests.UnionWith(taken.Guests);
        _ports.UnionWith(taken.Ports);
        _commits.InsertRange(0, taken.Commits);
    });

    /// <summary>The commits that wait to be taken.</summary>
    public IReadOnlyList<RulesetCommit> Commits
    {
        get
        {
            lock (_gate) return [.. _commits];
        }
    }

    /// <summary>Waits until there is a hint, and takes all there are. One reader at a time.</summary>
    public async Task<HintSet> TakeAsync(CancellationToken cancellation)
    {
        await _signal.Reader.ReadAsync(cancellation);
        lock (_gate)
        {
            var taken = new HintSet(_what, _guests, _ports, _commits);
            (_what, _guests, _ports, _commits) = (RefreshScope.None, [], [], []);
            return taken;
        }
    }

    private void Gather(Action add)
    {
        lock (_gate)
        {
            add();
            _signal.Writer.TryWrite(true);
        }
    }
}
