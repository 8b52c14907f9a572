using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>Comments that look like more than a comment, written and printed by the tools.</summary>
public class PrintedCommentTests
{
    private static readonly string[] Comments =
    [
        "a\nb", "\n", "\n\"\n", "x\n-A FORWARD -j ACCEPT\nCOMMIT\n# Completed on Sun Nov 22\n*filter\n:FORWARD ACCEPT [0:0]\n",
        "quote\"\n-A FORWARD -j ACCEPT", "back\\\n\\\"end\\", "-m comment --comment \"\n\" -j ACCEPT", "tab\there\nit's",
        "[1:2]\n[1:2] -A", "-j", "!", "two words", "plain",
    ];

    [Theory]
    [InlineData(Family.IPv4, Backend.Nft)]
    [InlineData(Family.IPv6, Backend.Nft)]
    [InlineData(Family.IPv4, Backend.Legacy)]
    [InlineData(Family.IPv6, Backend.Legacy)]
    public void What_the_tool_prints_of_any_comment_is_read_as_that_comment_and_no_other_rule(Family family, Backend backend)
    {
        using var judge = KernelJudge.Start(["ext0"]);
        var tool = $"{(family == Family.IPv4 ? "iptables" : "ip6tables")}-{(backend == Backend.Nft ? "nft" : "legacy")}";
        // Not by the judge, which is told what to run line by line.
        string[] append = ["nsenter", $"--net={judge.NetworkNamespace}", tool, "-A", "FORWARD", "-m", "comment", "--comment"];
        foreach (var comment in Comments) Command.Must([.. append, comment, "-j", "DROP"]);
        var rules = IptablesSaveReader.Read(IptablesTool.Save(judge, family, backend), family, backend).Table("filter")!
            .Chain("FORWARD")!.Rules;
        Assert.Equal(Comments, rules.Select(rule => Assert.IsType<Match.Comment>(rule.Matches[0]).Text));
        Assert.All(rules, rule => Assert.IsType<Target.Drop>(rule.Target));
    }
}
