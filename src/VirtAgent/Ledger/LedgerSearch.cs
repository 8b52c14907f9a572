using System.Globalization;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Ledger;

/// <summary>The conditions of a <see cref="LedgerQuery"/> in SQL.</summary>
internal sealed class LedgerSearch
{
    private readonly List<string> _conditions = [];
    private readonly List<(string Name, object? Value)> _values = [];

    // SQLite keeps no statistics about a table that grows all the time, so the index is chosen here: the first condition is the
    // most telling, and a plus sign keeps the others from theirs (https://sqlite.org/optoverview.html#uplus).
    private string Plus => _conditions.Count > 0 ? "+" : "";

    /// <summary>The conditions and what they ask for.</summary>
    public LedgerSearch(LedgerQuery query)
    {
        Equal("port", query.Port?.ToLowerInvariant());
        Equal("finding", query.Finding);
        Equal("mac", query.Mac?.ToLowerInvariant());
        Equal("tap", query.Tap);
        if (Guid.TryParseExact(query.Guest, "D", out var uuid)) Equal("guest_uuid", uuid.ToString());
        else Equal("guest", query.Guest);
        if (query.Since is { } since)
        {
            var plus = Plus;
            Add($"{plus}time >= $since", "$since", LedgerRow.Time(since));
            if (query.Until is { } until) Add($"{plus}time < $until", "$until", LedgerRow.Time(until));
        }

        Equal("network", query.Network);
        Equal("kind", query.Kind?.Word());
        if (query is { Since: null, Until: { } end }) Add($"{Plus}time < $until", "$until", LedgerRow.Time(end));
    }

    /// <summary>
    /// The statement that returns <paramref name="columns"/> of the newest entries that meet them, oldest first.
    /// </summary>
    public string Sql(string columns, int? limit)
    {
        // Without the plus sign SQLite would go through the whole table rather than sort the few rows of a time span.
        var order = _conditions.Count > 0 && _conditions[0].StartsWith("time", StringComparison.Ordinal) ? "+seq" : "seq";
        var where = _conditions.Count > 0 ? "WHERE " + string.Join(" AND ", _conditions) : "";
        var select = $"SELECT {columns} FROM entries {where} ORDER BY {order}";
        return limit is { } most
            ? string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM ({select} DESC LIMIT {most}) ORDER BY seq")
            : select;
    }

    /// <summary>The values for it.</summary>
    public (string Name, object? Value)[] Values => [.. _values];

    private void Equal(string column, string? value)
    {
        if (value is not null) Add($"{Plus}{column} = ${column}", "$" + column, value);
    }

    private void Add(string condition, string name, object value)
    {
        _conditions.Add(condition);
        _values.Add((name, value));
    }
}
