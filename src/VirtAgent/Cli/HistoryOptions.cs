using System.CommandLine;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;

namespace VirtAgent.Cli;

/// <summary>The options of <c>history</c>: what is asked of the ledger.</summary>
internal sealed class HistoryOptions
{
    private readonly Option<string?> _port = Text("--port", "UUID", "of this port; a unique beginning is enough");
    private readonly Option<string?> _domain = Text("--domain", "GUEST", "of this guest: its name or UUID");
    private readonly Option<string?> _mac = Text("--mac", "MAC", "of this MAC");
    private readonly Option<string?> _tap = Text("--tap", "DEV", "of this tap");
    private readonly Option<string?> _network = Text("--network", "NAME", "of this network");
    private readonly Option<string?> _finding = Text("--finding", "KEY", "of this finding, as its entries name it");
    private readonly Option<string?> _kind = Text("--kind", "KIND", "of this kind: port-created, finding-raised, gap-opened…");
    private readonly Option<string?> _since = Text("--since", "TIME", "from then on: 2026-11-22T10:00:00Z, 2026-11-22 or -2h");
    private readonly Option<string?> _until = Text("--until", "TIME", "before this time");
    private readonly Option<string?> _at = Text("--at", "TIME", "instead: which ports there were then, and who held them");
    private readonly Option<int?> _limit = new("--limit") { Description = "the newest N at most", HelpName = "N" };

    public IEnumerable<Option> All => [_port, _domain, _mac, _tap, _network, _finding, _kind, _since, _until, _at, _limit];

    /// <summary>The time for which the ports are asked; null where entries are.</summary>
    /// <exception cref="RequestException">It is no time, or stands beside what makes no sense with it.</exception>
    public DateTimeOffset? At(ParseResult parse, DateTimeOffset now)
    {
        if (parse.GetValue(_at) is not { } at) return null;
        Option[] others = [_finding, _kind, _since, _until, _limit];
        return others.FirstOrDefault(option => parse.GetResult(option) is not null) is { } other
            ? throw new RequestException($"--at and {other.Name} exclude each other.", usage: true)
            : TimeArgument.Parse(at, now);
    }

    /// <summary>Which entries, or ports, are asked for.</summary>
    /// <exception cref="RequestException">Something is not what it should be.</exception>
    public LedgerQuery Query(ParseResult parse, LedgerFile ledger, DateTimeOffset now)
    {
        if (parse.GetValue(_limit) is < 1) throw new RequestException("--limit takes a number from 1 on.", usage: true);
        return new LedgerQuery
        {
            Port = parse.GetValue(_port) is { } port ? Port(port, ledger) : null,
            Guest = parse.GetValue(_domain),
            Mac = parse.GetValue(_mac),
            Tap = parse.GetValue(_tap),
            Network = parse.GetValue(_network),
            Finding = parse.GetValue(_finding),
            Kind = parse.GetValue(_kind) is { } kind ? Kind(kind) : null,
            Since = parse.GetValue(_since) is { } since ? TimeArgument.Parse(since, now) : null,
            Until = parse.GetValue(_until) is { } until ? TimeArgument.Parse(until, now) : null,
            Limit = parse.GetValue(_limit),
        };
    }

    private static string Port(string beginning, LedgerFile ledger)
    {
        const int Shown = 5;
        var ports = ledger.PortsBeginning(beginning, Shown + 1);
        if (ports.Count <= 1) return ports.Count == 1 ? ports[0] : beginning;
        var more = ports.Count > Shown ? "…" : "";
        var shown = string.Join(", ", ports.Take(Shown));
        throw new RequestException($"several ports begin with {beginning}: {shown}{more}; give more of it.");
    }

    private static EntryKind Kind(string word) => EntryKinds.Find(word)
        ?? throw new RequestException($"'{word}' is no kind of entry: {string.Join(", ", EntryKinds.All)}.", usage: true);

    private static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}
