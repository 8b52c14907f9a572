using VirtAgent.Core.Analysis;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Observe.Snapshots;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// What is believed of a ruleset, line by line: the rules that are judged, and the verdicts of a recorded host that has them.
/// </summary>
internal sealed class Belief
{
    private readonly HostRecord _host = RecordFolder.Read(RepositoryFolder.Path("tests/VirtAgent.Tests/Hosts/lab-9.0.0-stock"));
    private readonly ParseCache _memory = new();
    private readonly ProofMemory _proofs = new();

    /// <summary>What a daemon believes, which goes on with what it made of the look before.</summary>
    public List<string> OfDaemon(FirewallReading reading) => Lines(reading, _memory, _proofs);

    /// <summary>What somebody believes who looks for the first time.</summary>
    public List<string> Fresh(FirewallReading reading) => Lines(reading, new ParseCache(), new ProofMemory());

    private List<string> Lines(FirewallReading reading, ParseCache memory, ProofMemory proofs)
    {
        var audit = Judge.Audit(HostReader.Read(_host, memory, reading), proofs);
        return
        [
            .. audit.Networks.Select(network => $"{network.Network.Name}: {network.IPv4} {network.IPv6} {network.Layer2}"),
            .. audit.Findings.Select(finding => $"{finding.Code} {finding.Severity} {finding.Network} {finding.Subject}"),
            .. reading.RuleSets.SelectMany(rules =>
                from table in rules.Tables.OrderBy(table => table.Name, StringComparer.Ordinal)
                from chain in table.Chains.Values.OrderBy(chain => chain.Name, StringComparer.Ordinal)
                from line in chain.Rules.Select(rule =>
                        $"{rule.Number} {rule.Text} | {string.Join(' ', rule.Matches)} | {rule.Target} {rule.MergedNegations}")
                    .Prepend($"{chain.Name} {chain.Policy}")
                select $"{rules.Family} {rules.Backend} {table.Name}: {line}"),
            .. reading.Taints.Select(taint => taint.ToString()),
            .. reading.Gaps.Select(gap => gap.ToString()),
            .. reading.Native.Rewrites.Select(rule => $"rewrites: {rule}"),
            .. reading.Native.Drops.Select(rule => $"drops: {rule}"),
            $"{reading.Native.UsesConntrack} {reading.Native.LibvirtTables}",
        ];
    }
}
