using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;

namespace VirtAgent.Benchmarks;

/// <summary>
/// Appending to the ledger, against a plain SQLite table that is as durable; and history over a million entries. Runs in
/// <c>TMPDIR</c>, which has to be on a disk for the figures to mean anything.
/// </summary>
internal static class LedgerBenchmark
{
    private const int Second = 5_000;
    private const int Group = 100;
    private const int Rounds = 9;
    private const int Million = 1_000_000;
    private const int QuestionMost = 50;

    public static IEnumerable<Figure> Run()
    {
        var folder = Directory.CreateTempSubdirectory("virt-agent-ledger-").FullName;
        try
        {
            foreach (var figure in Appending(folder)) yield return figure;
            using var ledger = LedgerFile.Open(Path.Combine(folder, LedgerFile.Name));
            yield return Told($"{Million:N0} entries, a thousand a commit", Timing.Of(() => Fill(ledger)));
            foreach (var figure in Questions(ledger)) yield return figure;
            yield return Told($"{Million:N0} entries verified", Timing.Of(() => Verify(ledger)));
            yield return Told("what stands after them", Timing.Of(() => ledger.Standing()));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Figure> Appending(string folder)
    {
        using var ledger = LedgerFile.Open(Path.Combine(folder, "appended.db"));
        using var plain = new PlainTable(Path.Combine(folder, "plain.db"));
        var (ours, baseline) = (0, 0);
        var (grouped, plainly) = Timing.Alternate(
            Rounds,
            () => Append(entries => ledger.Append(entries), Second, Group, ref ours),
            () => Append(plain.Append, Second, Group, ref baseline));
        // What is sustained is 5,000 a second, so that they take a second at most.
        yield return Figure.OfTimes($"{Second:N0} entries, {Group} a commit", grouped, plainly, null) with { Limit = 1000 };
        var (single, alone) = Timing.Alternate(
            Rounds,
            () => Append(entries => ledger.Append(entries), Group, 1, ref ours),
            () => Append(plain.Append, Group, 1, ref baseline));
        yield return Figure.OfTimes($"{Group} entries, one a commit", single, alone, null);
    }

    private static Timing Append(Action<IReadOnlyList<LedgerEvent>> append, int count, int group, ref int next)
    {
        var from = next;
        next += count;
        return Timing.Of(() =>
        {
            for (var i = 0; i < count; i += group) append(LedgerLoad.Entries(from + i, group));
        });
    }

    private static void Fill(LedgerFile ledger)
    {
        const int Group = 1000;
        for (var i = 0; i < Million; i += Group) ledger.Append(LedgerLoad.Entries(i, Group));
    }

    private static void Verify(LedgerFile ledger)
    {
        var verdict = ledger.Verify();
        if (verdict.Fault is not null || verdict.Entries != Million) throw new InvalidOperationException($"{verdict}");
    }

    private static IEnumerable<Figure> Questions(LedgerFile ledger)
    {
        // Another port, guest… each round: what the page cache holds of one says nothing about the next.
        var round = 0;
        int Next(int of) => (int)(++round * 2_654_435_761L % of);

        var ports = Million / 5;
        yield return Ask(ledger, "port", () => new LedgerQuery { Port = LedgerLoad.Port(Next(ports)) });
        yield return Ask(ledger, "MAC", () => new LedgerQuery { Mac = LedgerLoad.Mac(Next(LedgerLoad.Guests)) });
        yield return Ask(ledger, "guest", () => new LedgerQuery { Guest = $"guest-{Next(LedgerLoad.Guests)}" });
        yield return Ask(ledger, "tap", () => new LedgerQuery { Tap = $"vnet{Next(LedgerLoad.Taps)}" });
        yield return Ask(
            ledger,
            "network, the newest",
            () => new LedgerQuery { Network = $"network{Next(LedgerLoad.Networks)}", Limit = 100 });
        yield return Ask(ledger, "time, an hour", () =>
        {
            var since = LedgerLoad.Time(Next(Million - 600));
            return new LedgerQuery { Since = since, Until = since.AddHours(1) };
        });
        yield return Limited("history by MAC at some time", () =>
        {
            // Bound, in the middle of its life.
            var port = Next(ports);
            var query = new LedgerQuery { Mac = LedgerLoad.Mac(port % LedgerLoad.Guests) };
            return ledger.HeldAt(LedgerLoad.Time((5 * port) + 2), query).Count;
        });
        var middle = LedgerLoad.Time(Million / 2);
        yield return Told("all that stood at some time", Timing.Of(() => ledger.HeldAt(middle, new LedgerQuery())));
    }

    private static Figure Ask(LedgerFile ledger, string by, Func<LedgerQuery> query)
    {
        var count = ledger.Read(query()).Count();
        return Limited($"history by {by} ({count} entries)", () => ledger.Read(query()).Count());
    }

    private static Figure Limited(string name, Func<int> ask)
    {
        var times = Enumerable.Range(0, 3 * Rounds).Select(_ => Timing.Of(() =>
        {
            if (ask() == 0) throw new InvalidOperationException($"{name}: nothing was found.");
        })).ToList();
        return Told(name, Timing.Median(times)) with { Limit = QuestionMost };
    }

    private static Figure Told(string name, Timing timing) => new(name, timing.Wall, null, null, Cpu: $"{timing.Cpu:0} / -");
}
