using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Nftables;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Observe.Netfilter;

/// <summary>
/// iptables' tables in nf_tables, followed commit by commit: the kernel tells which chains a commit touched, those alone are read
/// again, and of them only rules with a new handle. iptables-save and nft print everything and begin anew when somebody commits
/// meanwhile. It starts from what those tools printed, and gives up, until they are asked again, at whatever it does not
/// understand. One thread at a time.
/// </summary>
internal sealed class RulesetMirror : IDisposable
{
    // A chain that is touched faster than it is read must not hold up the look.
    private const int Attempts = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly DirtyChains _touched = new();
    private readonly Dictionary<(Family Family, string Name), MirroredTable> _tables = [];
    private KernelChanges? _changes;
    private RulesetDump? _dump;
    private bool _unavailable;
    private uint _told;

    /// <summary>
    /// The rules of each family, the same object as long as nothing changed; null while the tools have to be asked.
    /// </summary>
    public IReadOnlyList<RuleSet>? Rules { get; private set; }

    /// <summary>Of which generation <see cref="Rules"/> is.</summary>
    public uint Generation => _told;

    /// <summary>The kernel's generation at this moment; null where it does not tell.</summary>
    public static uint? GenerationNow()
    {
        try
        {
            using var dump = RulesetDump.Open();
            return dump.Generation();
        }
        catch (KernelException)
        {
            return null;
        }
    }

    /// <summary>From now on it takes note of what changes: the tools are about to be asked.</summary>
    public void Begin() => Try(() =>
    {
        Rules = null;
        _changes ??= KernelChanges.OfRules();
        _dump ??= RulesetDump.Open();
        Drain(TimeSpan.Zero);
        _touched.Clear();
        _told = _dump.Generation();
        return true;
    });

    /// <summary>Takes what was read since <see cref="Begin"/>, if it is whole, and follows it from here.</summary>
    public void Take(FirewallReading reading) => Try(() =>
    {
        _tables.Clear();
        var rules = reading.RuleSets.Where(rules => rules.Backend == Backend.Nft).ToList();
        if (_dump is null || rules.Count != Enum.GetValues<Family>().Length) return false;
        var before = _dump.Generation();
        foreach (var family in rules)
        {
            var chains = _dump.Chains(Number(family.Family)).ToLookup(chain => chain.Table);
            foreach (var table in family.Tables)
            {
                // What nft shows otherwise is not what iptables wrote.
                if (reading.Taints.Any(taint => taint.Family == family.Family && taint.Table == table.Name)) continue;
                if (MirroredTable.Of(family.Family, table, [.. chains[table.Name]]) is not { } mirrored) return false;
                _tables.Add((family.Family, table.Name), mirrored);
            }
        }

        Rules = rules;
        if (!Align()) return false;
        // What was listed meanwhile may lack a chain, see ReadTouched.
        if (_told != before)
            foreach (var (family, name) in _tables.Keys) _touched.Add(family, name);
        return Catch();
    });

    /// <summary>Reads again what changed.</summary>
    /// <returns>Whether <see cref="Rules"/> is what the kernel has now.</returns>
    public bool Follow()
    {
        if (Rules is not null) Try(Catch);
        return Rules is not null;
    }

    /// <summary>
    /// Takes <paramref name="reading"/>, which is of the same <see cref="Generation"/>: nft may have shown more of a rule.
    /// </summary>
    public void Rebase(FirewallReading reading)
    {
        var rules = reading.RuleSets.Where(rules => rules.Backend == Backend.Nft).ToList();
        var isTainted = reading.Taints.Any(taint => _tables.ContainsKey((taint.Family, taint.Table)));
        var rebased = rules.SelectMany(family => family.Tables.Select(table => (Key: (family.Family, table.Name), Table: table)))
            .Count(printed => _tables.TryGetValue(printed.Key, out var table) && table.Rebase(printed.Table));
        Rules = !isTainted && rebased == _tables.Count ? rules : null;
    }

    /// <summary>Closes the sockets.</summary>
    public void Dispose()
    {
        _changes?.Dispose();
        _dump?.Dispose();
    }

    private static byte Number(Family family) => family == Family.IPv4 ? (byte)2 : (byte)10;

    // Without CAP_NET_ADMIN or nf_tables the tools say so themselves.
    private void Try(Func<bool> work)
    {
        if (_unavailable) return;
        var isWhole = false;
        try
        {
            isWhole = work();
        }
        catch (KernelException)
        {
            _unavailable = _changes is null || _dump is null;
        }
        finally
        {
            // Whatever ended it half way: what was taken to be read may not have been.
            if (!isWhole) Rules = null;
        }
    }

    private bool Align()
    {
        foreach (var ((family, name), table) in _tables)
        {
            foreach (var chain in table.Chains)
            {
                if (!table.Align(chain, _dump!.Rules(Number(family), name, chain))) _touched.Add(family, name, chain);
            }
        }

        if (!Hear()) return false;
        // What was touched may have been printed before and listed behind it: it is read as if nothing were known.
        foreach (var (family, table, chain) in _touched.Chains) _tables.GetValueOrDefault((family, table))?.Invalidate(chain);
        return true;
    }

    private bool Catch()
    {
        for (var i = 0; i < Attempts; i++)
        {
            Drain(TimeSpan.Zero);
            if (_touched.Otherwise) return false;
            var isRead = ReadTouched();

            // As long as the kernel has told of its present generation and of nothing behind it, all that was read is of it.
            if (_dump!.Generation() == _told)
            {
                if (isRead) Show();
                return isRead;
            }

            if (!Hear()) return false;
        }

        return false;
    }

    /// <summary>Reads what was touched.</summary>
    /// <returns>
    /// False where something is not understood, for itself or because more changed meanwhile; it stays touched.
    /// </returns>
    private bool ReadTouched()
    {
        var isRead = true;
        foreach (var (family, name) in _touched.TakeLists())
        {
            var chains = _dump!.Chains(Number(family)).Where(chain => chain.Table == name).ToList();
            // The answer goes on by position: it may lack a chain where one of another table went meanwhile.
            var isWhole = _dump.Generation() == _told;
            if (isWhole && _tables.GetValueOrDefault((family, name))?.List(chains) is { } fresh)
            {
                foreach (var chain in fresh) _touched.Add(family, name, chain);
            }
            else
            {
                _touched.Add(family, name);
                isRead = false;
            }
        }

        foreach (var (family, name, chain) in _touched.TakeChains())
        {
            var table = _tables.GetValueOrDefault((family, name));
            // Where the chain is gone, there is a list that says so.
            var isGone = table is not null && !table.Chains.Contains(chain);
            if (isGone || table?.Fill(chain, _dump!.Rules(Number(family), name, chain)) is true) continue;
            _touched.Add(family, name, chain);
            isRead = false;
        }

        return isRead;
    }

    /// <summary>Listens until the kernel has told of all that is there; false where that takes too long.</summary>
    private bool Hear()
    {
        for (var i = 0; i < Attempts; i++)
        {
            Drain(TimeSpan.Zero);
            if (_dump!.Generation() == _told) return true;
            Drain(Patience);
        }

        return false;
    }

    private void Drain(TimeSpan patience)
    {
        while (_changes!.Read(patience, CancellationToken.None) is { Count: > 0 } told)
        {
            foreach (var change in told)
            {
                _touched.Add(change);
                if (change is KernelChange.RulesetCommitted commit) _told = commit.Generation;
            }

            patience = TimeSpan.Zero;
        }
    }

    private void Show()
    {
        var rules = Rules!.Select(family => Shown(family)).ToList();
        if (!rules.SequenceEqual(Rules!, ReferenceEqualityComparer.Instance)) Rules = rules;
    }

    private RuleSet Shown(RuleSet family)
    {
        var tables = family.Tables.Select(table => _tables.GetValueOrDefault((family.Family, table.Name))?.Table
            ?? table).ToList();
        return tables.SequenceEqual(family.Tables, ReferenceEqualityComparer.Instance) ? family : family with { Tables = tables };
    }
}
