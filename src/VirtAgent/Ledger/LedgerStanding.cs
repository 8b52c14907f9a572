using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>
/// What holds after some entries: ports that exist, findings and gaps that are open. The entries up to a time are those that come
/// before the last entry with an earlier wall clock, as far as the clock went on in between; where it was set back, a time that
/// came twice means the later one, and what was written before the clock was set back counts as before. An entry that was written
/// late, with the time when it happened, counts from that time.
/// </summary>
/// <param name="database">Where to look.</param>
internal sealed class LedgerStanding(LedgerDatabase database)
{
    // The index of ports holds all that is asked here, and plus signs keep SQLite from choosing another (see LedgerSearch).
    private const string PortKinds = "('port-created', 'port-bound', 'port-changed', 'port-unbound', 'port-deleted')";

    /// <summary>The ports that existed, and who held them.</summary>
    /// <param name="time">At which time; null for after the last entry.</param>
    /// <param name="query">Only those that then were as it says; its times, kind and limit do not matter.</param>
    public IReadOnlyList<PortHolding> Ports(DateTimeOffset? time, LedgerQuery query)
    {
        var until = time is { } at ? Until(at) : (Sql: "TRUE", Values: []);
        var candidates = new LedgerSearch(query with { Since = null, Until = null, Kind = null, Finding = null });
        var among = candidates.Values.Length > 0 ? $"port IN ({candidates.Sql("port", null)})" : "port IS NOT NULL";
        var last = database.Rows(
            row => row.GetInt64(0),
            $"SELECT max(seq), kind FROM entries WHERE {among} AND +kind IN {PortKinds} AND {until.Sql} "
                + "GROUP BY port HAVING kind <> 'port-deleted' ORDER BY 1",
            [.. candidates.Values, .. until.Values]).ToList();
        return [.. last.Select(Holding).Where(holding => Meets(holding.Port.Facts, query))];
    }

    /// <summary>What stands after the last entry.</summary>
    public OpenItems Now()
    {
        var holdings = Ports(time: null, new LedgerQuery());
        var findings = database.Rows(
            LedgerRow.Entry,
            $"SELECT {LedgerRow.Columns} FROM entries WHERE seq IN (SELECT max(seq) FROM entries WHERE finding IS NOT NULL "
                + "AND +kind IN ('finding-raised', 'finding-cleared') GROUP BY finding)");
        var gaps = database.Rows(
            LedgerRow.Entry, $"SELECT {LedgerRow.Columns} FROM entries WHERE kind IN ('gap-opened', 'gap-closed')");

        var standing = new OpenItems();
        foreach (var entry in holdings.SelectMany(holding => new[] { holding.Created, holding.Last })
            .Concat(findings).Concat(gaps).DistinctBy(entry => entry.Seq).OrderBy(entry => entry.Seq))
        {
            standing.Take(entry.Seq, entry.What);
        }

        return standing;
    }

    private PortHolding Holding(long seq)
    {
        var last = Entry(seq);
        // The creation of this life of the port, or the first that was told of it.
        var created = database.Value<long>(
            "SELECT coalesce(max(CASE kind WHEN 'port-created' THEN seq END), min(seq)) FROM entries "
                + $"WHERE port = $port AND kind IN {PortKinds} AND seq <= $seq AND seq > (SELECT coalesce(max(seq), 0) "
                + "FROM entries WHERE port = $port AND kind = 'port-deleted' AND seq <= $seq)",
            ("$port", last.What.Port), ("$seq", seq));
        return new PortHolding(Entry(created), last);
    }

    private LedgerEntry Entry(long seq) =>
        database.Rows(LedgerRow.Entry, $"SELECT {LedgerRow.Columns} FROM entries WHERE seq = $seq", ("$seq", seq)).Single();

    private static bool Meets(PortFacts facts, LedgerQuery query) =>
        (query.Port is null || AreSame(query.Port, facts.Uuid))
        && (query.Guest is null || query.Guest == facts.Guest || AreSame(query.Guest, facts.GuestUuid))
        && (query.Mac is null || AreSame(query.Mac, facts.Mac))
        && (query.Tap is null || query.Tap == facts.Tap)
        && (query.Network is null || query.Network == facts.Network);

    private static bool AreSame(string asked, string? known) => asked.Equals(known, StringComparison.OrdinalIgnoreCase);

    // Between two steps of the clock, wall time orders; the last such stretch that had begun by then is the one that is meant.
    private (string Sql, (string Name, object? Value)[] Values) Until(DateTimeOffset time)
    {
        var at = LedgerRow.Time(time);
        var steps = database.Rows(row => row.GetInt64(0), "SELECT seq FROM steps ORDER BY seq").ToList();
        var next = long.MaxValue;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var begun = database.Value<long>(
                "SELECT EXISTS (SELECT 1 FROM entries WHERE time <= $at AND +seq >= $first AND +seq < $next)",
                ("$at", at), ("$first", steps[i]), ("$next", next));
            if (begun == 1)
                return ("(+seq < $first OR +seq < $next AND +time <= $at)", [("$at", at), ("$first", steps[i]), ("$next", next)]);
            next = steps[i];
        }

        return ("(+seq < $next AND +time <= $at)", [("$at", at), ("$next", next)]);
    }
}
