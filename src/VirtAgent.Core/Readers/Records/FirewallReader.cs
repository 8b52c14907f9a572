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
            if (IptablesRules(record, family, Backend.Nft, gaps) is not { } rules) continue;
            if (nft is not null)
            {
                var trust = new IptablesTrust(rules, nft);
                rules = trust.Check();
                taints.AddRange(trust.Taints);
                distrusted.AddRange(trust.Distrusted);
            }

            ruleSets.Add(rules);
        }

        var native = nft is null ? NativeFirewall.None : NativeScan.Scan(nft, distrusted);
        var reading = new FirewallReading(ruleSets, native, taints, gaps) { HeldAgainstNft = nft is not null };
        return WithLegacy(reading, record);
    }

    /// <summary>What is known of nf_tables, with legacy iptables as it stands in <paramref name="record"/>.</summary>
    public static FirewallReading WithLegacy(FirewallReading known, HostRecord record)
    {
        string[] sources = [.. Enum.GetValues<Family>().Select(family => RecordFile.Rules(family, Backend.Legacy))];
        var gaps = known.Gaps.Where(gap => !sources.Contains(gap.Source)).ToList();
        var ruleSets = known.RuleSets.Where(rules => rules.Backend != Backend.Legacy).ToList();
        foreach (var family in Enum.GetValues<Family>())
        {
            var isThere = record.Files.ContainsKey(RecordFile.Rules(family, Backend.Legacy));
            if (isThere && IptablesRules(record, family, Backend.Legacy, gaps) is { } rules) ruleSets.Add(rules);
        }

        return known with { RuleSets = [.. ruleSets.OrderBy(rules => (rules.Family, rules.Backend))], Gaps = gaps };
    }

    private static RuleSet? IptablesRules(HostRecord record, Family family, Backend backend, List<Gap> gaps)
    {
        var source = RecordFile.Rules(family, backend);
        return Text(record, source, gaps) is { } text
            ? Try(source, () => IptablesSaveReader.Read(text, family, backend), gaps)
            : null;
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
