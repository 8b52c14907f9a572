namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// Ports listed in up to two rounds with the guests read in between, so that a guest that starts or stops meanwhile shows
/// neither a ghost nor an orphan. Two lists and the guests cannot be read in one step.
/// </summary>
internal sealed class LivePorts
{
    private readonly Dictionary<string, string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _bound = new(StringComparer.Ordinal);
    private readonly List<HashSet<string>> _rounds = [];

    /// <summary>Whether the guests name other ports than the networks list.</summary>
    public bool Disagree => !_bound.SetEquals(_rounds[^1]);

    /// <summary>The networks are listed once more: ports of this round come next.</summary>
    public void BeginRound() => _rounds.Add(new HashSet<string>(StringComparer.Ordinal));

    /// <summary>Notes that this round lists <paramref name="uuid"/>; whether its XML was kept already.</summary>
    public bool Seen(string uuid)
    {
        _rounds[^1].Add(uuid);
        return _paths.ContainsKey(uuid);
    }

    /// <summary>Notes where a port's XML was kept.</summary>
    public void Add(string uuid, string path) => _paths[uuid] = path;

    /// <summary>Notes the ports that a running guest names.</summary>
    public void Bind(string domainXml)
    {
        // libvirt prints attributes with single quotes. A stray hit in metadata costs a second round and nothing else.
        const string Attribute = " portid='";
        for (var at = domainXml.IndexOf(Attribute, StringComparison.Ordinal); at >= 0;
            at = domainXml.IndexOf(Attribute, at + 1, StringComparison.Ordinal))
        {
            var start = at + Attribute.Length;
            var end = domainXml.IndexOf('\'', start);
            if (end > start) _bound.Add(domainXml[start..end]);
        }
    }

    /// <summary>Paths of the ports that count.</summary>
    public IEnumerable<string> Settled => _paths.Keys.Where(Counts).Select(uuid => _paths[uuid]);

    /// <summary>Paths of the ports that came or went while we looked.</summary>
    public IEnumerable<string> Passing => _paths.Keys.Where(uuid => !Counts(uuid)).Select(uuid => _paths[uuid]);

    // A port that a guest names counts when any round listed it, one that no guest names only when every round did.
    private bool Counts(string uuid) => _bound.Contains(uuid) || _rounds.All(round => round.Contains(uuid));
}
