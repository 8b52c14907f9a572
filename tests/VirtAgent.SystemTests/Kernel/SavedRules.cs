using System.Text.RegularExpressions;
using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Loads iptables-save files of other hosts: whichever of their rules iptables-nft-restore takes here.</summary>
internal static partial class SavedRules
{
    /// <summary>Loads a file, rule by rule where it is not taken as a whole.</summary>
    public static void Load(KernelJudge judge, Family family, string text)
    {
        // The hardware addresses of the TUM files were made unreadable before publication.
        text = text.Replace("XX:XX:XX:XX:XX:XX", "52:54:00:00:00:01", StringComparison.Ordinal);
        if (Takes(judge, family, text)) return;
        var table = "";
        var chains = new List<string>();
        var rules = new List<string>();
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('*')) table = line;
            else if (line.StartsWith(':')) chains.Add(line);
            else if (Rule().Match(line) is { Success: true } rule) rules.Add(rule.Groups[1].Value);
            if (line != "COMMIT") continue;
            Takes(judge, family, $"{table}\n{string.Join('\n', chains)}\nCOMMIT\n");
            LoadWhatIsTaken(judge, family, table, rules);
            chains.Clear();
            rules.Clear();
        }
    }

    private static void LoadWhatIsTaken(KernelJudge judge, Family family, string table, List<string> rules)
    {
        if (rules.Count == 0 || Takes(judge, family, $"{table}\n{string.Join('\n', rules)}\nCOMMIT\n")) return;
        if (rules.Count == 1) return;
        LoadWhatIsTaken(judge, family, table, rules[..(rules.Count / 2)]);
        LoadWhatIsTaken(judge, family, table, rules[(rules.Count / 2)..]);
    }

    private static bool Takes(KernelJudge judge, Family family, string text)
    {
        try
        {
            judge.Run(text, family == Family.IPv4 ? "iptables-nft-restore" : "ip6tables-nft-restore", "--noflush");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^(?:\[[0-9]+:[0-9]+\] )?(-A .*)$")]
    private static partial Regex Rule();
}
