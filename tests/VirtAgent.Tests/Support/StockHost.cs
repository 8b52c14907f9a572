using VirtAgent.Core.Analysis;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Tests.Support;

/// <summary>
/// The recorded lab host with libvirt's own rules (NAT network <c>default</c>, isolated <c>network1</c> and <c>isolated46</c>),
/// to which a test adds rules in iptables' words as if either variant had them.
/// </summary>
internal sealed class StockHost
{
    private readonly Host _host;
    private readonly Backend _backend;
    private readonly List<(Family Family, string Table, string Line)> _added = [];
    private readonly Dictionary<string, string> _sysctls;

    private StockHost(Backend backend)
    {
        _backend = backend;
        _host = HostReader.Read(RecordedHosts.Read("lab-9.0.0-stock"));
        _sysctls = new Dictionary<string, string>(_host.Sysctls.Values);
    }

    public static StockHost Of(Backend backend = Backend.Nft) => new(backend);

    /// <summary>
    /// Adds a rule ahead of the table's own (<c>-I CHAIN …</c> written as <c>-A</c>), or declares a chain (<c>:NAME</c>).
    /// </summary>
    public StockHost Add(string table, string line, Family family = Family.IPv4)
    {
        _added.Add((family, table, line));
        return this;
    }

    public StockHost Sysctl(string key, int value)
    {
        _sysctls[key] = $"{value}";
        return this;
    }

    public Host Build() => _host with
    {
        RuleSets = [.. new[] { Family.IPv4, Family.IPv6 }.Select(Rules)],
        Sysctls = new Sysctls(_sysctls),
    };

    public Audit Audit() => Judge.Audit(Build());

    private RuleSet Rules(Family family)
    {
        var file = family == Family.IPv4 ? "iptables-save.txt" : "ip6tables-save.txt";
        var lines = RecordedHosts.Read("lab-9.0.0-stock").Files[file].Split('\n').ToList();
        foreach (var added in _added.Where(added => added.Family == family).GroupBy(added => added.Table))
        {
            if (!lines.Contains($"*{added.Key}")) lines.AddRange([$"*{added.Key}", .. BuiltIn(added.Key), "COMMIT", ""]);
            var first = lines.FindIndex(lines.IndexOf($"*{added.Key}"), line => line.StartsWith("-A", StringComparison.Ordinal)
                || line == "COMMIT");
            var chains = added.Where(one => one.Line.StartsWith(':')).Select(one => one.Line + " - [0:0]");
            lines.InsertRange(first, chains.Concat(added.Where(one => !one.Line.StartsWith(':')).Select(one => one.Line)));
        }

        return IptablesSaveReader.Read(string.Join('\n', lines), family, _backend);
    }

    private static IEnumerable<string> BuiltIn(string table) => (table switch
    {
        "raw" => new[] { "PREROUTING", "OUTPUT" },
        "nat" => ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
        _ => ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
    }).Select(chain => $":{chain} ACCEPT [0:0]");
}
