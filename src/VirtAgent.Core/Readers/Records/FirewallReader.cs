using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Nftables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Records;

/// <summary>Reads the firewall files of a recorded host, and holds iptables-save against nft.</summary>
public static class FirewallReader
{
    /// <summary>
    /// Reads <paramref name="record"/>. A file that is missing or cannot be read is a gap and gives no rules; only the legacy
    /// files may be missing, which means that no legacy table is registered.
    /// </summary>
    public static FirewallReading Read(HostRecord record)
    {
        var gaps = new List<Gap>();
        var taints = new List<Taint>();
        var distrusted = new List<NativeRule>();
        var ruleSets = new List<RuleSet>();
        var nft = Text(record, RecordFile.Nft, gaps) is { } json
            ? Try(RecordFile.Nft, () => NftRulesetReader.Read(json), gaps)
            : null;
        foreach (var family in Enum.GetValues<Family>())
        {
            foreach (var backend in Enum.GetValues<Backend>())
            {
                var source = RecordFile.Rules(family, backend);
                if (backend == Backend.Legacy && !record.Files.ContainsKey(source)) continue;
                if (Text(record, source, gaps) is not { } text) continue;
                if (Try(source, () => IptablesSaveReader.Read(text, family, backend), gaps) is not { } rules) continue;
                if (backend == Backend.Nft && nft is not null)
                {
                    var trust = new IptablesTrust(rules, nft);
                    rules = trust.Check();
                    taints.AddRange(trust.Taints);
                    distrusted.AddRange(trust.Distrusted);
                }

                ruleSets.Add(rules);
            }
        }

        var native = nft is null ? NativeFirewall.None : NativeScan.Scan(nft, distrusted);
        return new FirewallReading(ruleSets, native, taints, gaps);
    }

    /// <summary>
    /// Reads the iptables files of <paramref name="record"/> alone, which are newer than nft's: rules that were printed before
    /// keep what nft showed of them, new ones are believed until it is asked again, and a table that could not be believed is not
    /// yet.
    /// </summary>
    /// <param name="known">What nft's file was read with.</param>
    /// <param name="record">The newer files.</param>
    public static FirewallReading Ahead(FirewallReading known, HostRecord record)
    {
        var gaps = known.Gaps.Where(gap => gap.Source == RecordFile.Nft).ToList();
        var ruleSets = new List<RuleSet>();
        foreach (var family in Enum.GetValues<Family>())
        {
            foreach (var backend in Enum.GetValues<Backend>())
            {
                var source = RecordFile.Rules(family, backend);
                if (backend == Backend.Legacy && !record.Files.ContainsKey(source)) continue;
                if (Text(record, source, gaps) is not { } text) continue;
                var before = known.RuleSets.FirstOrDefault(rules => rules.Family == family && rules.Backend == backend);
                if (Try(source, () => IptablesSaveReader.Read(text, family, backend, before), gaps) is not { } rules) continue;
                ruleSets.Add(backend == Backend.Nft ? WithoutTainted(rules, before, known.Taints) : rules);
            }
        }

        return known with { RuleSets = ruleSets, Gaps = gaps };
    }

    private static RuleSet WithoutTainted(RuleSet rules, RuleSet? before, IReadOnlyList<Taint> taints)
    {
        var tainted = taints.Where(taint => taint.Family == rules.Family && taint.Chain is null)
            .Select(taint => taint.Table).ToList();
        if (tainted.Count == 0) return rules;
        return rules with
        {
            Tables = [.. rules.Tables.Where(table => !tainted.Contains(table.Name)),
                .. tainted.Select(name => before?.Table(name)).OfType<RuleTable>()],
        };
    }

    private static string? Text(HostRecord record, string source, List<Gap> gaps)
    {
        if (record.Files.TryGetValue(source, out var text)) return text;
        if (record.Header.Gaps.All(gap => gap.Source != source))
        {
            gaps.Add(new Gap(source, $"{source} was not recorded; record the host again with CAP_NET_ADMIN, iptables and nft."));
        }

        return null;
    }

    private static T? Try<T>(string source, Func<T> read, List<Gap> gaps)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ReadException exception)
        {
            gaps.Add(new Gap(source, $"{source} could not be read: {exception.Message}. Record the host again."));
            return null;
        }
    }
}
