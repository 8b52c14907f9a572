using VirtAgent.Core.Analysis;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Rulesets;

public sealed class IptablesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Family.IPv4, Backend.Nft, "iptables")]
    [InlineData(Family.IPv6, Backend.Nft, "ip6tables")]
    [InlineData(Family.IPv4, Backend.Legacy, "iptables-legacy")]
    [InlineData(Family.IPv6, Backend.Legacy, "ip6tables-legacy")]
    public void The_tool_is_that_of_the_family_and_the_backend(Family family, Backend backend, string tool) => Assert.Equal(
        $"{tool} -t filter -D FORWARD -i virbr1 -j ACCEPT",
        IptablesCommand.Delete("filter", "-A FORWARD -i virbr1 -j ACCEPT", family, backend == Backend.Legacy).ToString());

    [Theory]
    [InlineData("""-m comment --comment "$(touch x)" -j ACCEPT""", "-m|comment|--comment|$(touch x)|-j|ACCEPT")]
    [InlineData("""-m comment --comment "`touch x`" -j ACCEPT""", "-m|comment|--comment|`touch x`|-j|ACCEPT")]
    [InlineData("""-m comment --comment "use -A FORWARD" -j ACCEPT""", "-m|comment|--comment|use -A FORWARD|-j|ACCEPT")]
    [InlineData("""--comment "a \"b\" \\ \'c\'; touch x" -j ACCEPT""", """--comment|a "b" \ 'c'; touch x|-j|ACCEPT""")]
    [InlineData("""-m comment --comment "--" -j ACCEPT""", "-m|comment|--comment|--|-j|ACCEPT")]
    [InlineData("""-m comment --comment "Büro 木 🦊" -j ACCEPT""", "-m|comment|--comment|Büro 木 🦊|-j|ACCEPT")]
    [InlineData("""! -i vir*&x -o a;b -j ACCEPT""", "!|-i|vir*&x|-o|a;b|-j|ACCEPT")]
    public void Pasted_into_a_shell_the_remedy_of_a_leak_deletes_the_rule_and_does_nothing_else(string rule, string words)
    {
        var command = IptablesCommand.Delete("filter", $"-A FORWARD {rule}", Family.IPv4, isLegacy: false).ToString();
        var received = Assert.Single(PosixShell.Received("sh", _folder.Path, "iptables", [command]));
        Assert.Equal(["-t", "filter", "-D", "FORWARD", .. words.Split('|')], received);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_comment_with_a_line_feed_stays_one_word_on_one_line()
    {
        var command = IptablesCommand.Delete(
            "filter", "-A FORWARD -m comment --comment \"a\ntouch x\" -j ACCEPT", Family.IPv4, isLegacy: false).ToString();
        Assert.DoesNotContain('\n', command);
        Assert.Contains("a\ntouch x", Assert.Single(PosixShell.Received("sh", _folder.Path, "iptables", [command])));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_finding_shows_that_command()
    {
        const string Text = """
            *filter
            :FORWARD DROP [0:0]
            -A FORWARD -i virbr1 -m comment --comment "$(touch x) -A \"y\"" -j ACCEPT
            COMMIT
            """;
        var network = new VirtualNetwork("iso", "uuid-of-iso", ForwardMode.None, [], "virbr1", false, false, [], []);
        var audit = Judge.Audit(HostBuilder.WithGuestBridge().Build() with
        {
            Networks = [network],
            RuleSets = [IptablesSaveReader.Read(Text, Family.IPv4, Backend.Nft)],
        });
        var finding = Assert.Single(audit.Findings, one => one.Subject.StartsWith("out IPv4", StringComparison.Ordinal));
        Assert.EndsWith(
            """: iptables -t filter -D FORWARD -i virbr1 -m comment --comment '$(touch x) -A "y"' -j ACCEPT""",
            finding.Remedy, StringComparison.Ordinal);
    }

}
