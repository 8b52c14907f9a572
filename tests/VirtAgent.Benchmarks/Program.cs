using System.Globalization;
using VirtAgent.Benchmarks;

const string Usage = "usage: dotnet run -c Release --project tests/VirtAgent.Benchmarks -- "
    + "[ports|proof|memory|check|reading|ledger|resync|commit|latency|churn|day]... | compare OLD.deb NEW.deb";

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// Processes of their own, which benchmarks start.
if (args is [AuditChild.Verb, var folder]) return AuditChild.Run(folder);
if (args is [LatencyChild.Verb, var changes, var webhook, var journal])
    return LatencyChild.Run(int.Parse(changes, CultureInfo.InvariantCulture),
        int.Parse(webhook, CultureInfo.InvariantCulture), journal);
if (args is [ReadingChild.Verb]) return ReadingChild.Run();
if (args is [CommitChild.Verb, var socket, var storm, var ports])
    return CommitChild.Run(socket, storm, int.Parse(ports, CultureInfo.InvariantCulture));
if (args is [ChurnChild.Verb, var ear, var seconds]) return ChurnChild.Run(ear, int.Parse(seconds, CultureInfo.InvariantCulture));

var host = new Lazy<BenchmarkHost>(BenchmarkHost.Up);
var benchmarks = new Dictionary<string, Func<IEnumerable<Figure>>>
{
    ["ports"] = () => PortBenchmark.Run(host.Value),
    ["proof"] = () => ProofBenchmark.Run(host.Value),
    ["memory"] = () => MemoryBenchmark.Run(host.Value),
    ["check"] = () => CheckBenchmark.Run(host.Value),
    ["reading"] = () => ReadingBenchmark.Run(host.Value),
    ["ledger"] = LedgerBenchmark.Run,
    ["resync"] = () => ResyncBenchmark.Run(host.Value),
    ["commit"] = () => CommitBenchmark.Run(host.Value),
    ["latency"] = () => LatencyBenchmark.Run(host.Value),
    ["churn"] = () => ChurnBenchmark.Run(host.Value),
    ["day"] = () => DayBenchmark.Run(host.Value),
};
if (args is [ComparisonBenchmark.Name, var earlier, var later])
{
    benchmarks[ComparisonBenchmark.Name] = () => ComparisonBenchmark.Run(host.Value, earlier, later);
    args = [ComparisonBenchmark.Name];
}

if (args.Any(name => !benchmarks.ContainsKey(name)))
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}

if (Environment.UserName != "root")
{
    await Console.Error.WriteLineAsync("error: the benchmarks make a private KVM host and network namespaces; run them as root.");
    return 1;
}

try
{
    var figures = new List<Figure>();
    FigureTable.Header();
    foreach (var name in args.Length > 0 ? args : [.. benchmarks.Keys])
    {
        foreach (var figure in benchmarks[name]())
        {
            FigureTable.Row(figure);
            figures.Add(figure);
        }
    }

    FigureTable.Footer();
    return figures.Any(figure => figure.Over) ? 1 : 0;
}
finally
{
    if (host.IsValueCreated) host.Value.Dispose();
}
