using FsCheck;
using FsCheck.Fluent;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Text;

/// <summary>Commands as they are printed, read by the shells that they may be pasted into.</summary>
public sealed class ShellCommandTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "$(touch x)", "`touch x`", "${HOME}", "$$", "'", "\"", "\\", "\n", "\r", "\t", "\e[201~", "\u202e", "\u2028", "!",
        "!!", "~", "*", "?", "[a]", "{a,b}", "#", ";", "&", "|", "<", ">", "(", ")", "^", "=", "%s", "%", "-", "--", "-A ",
        " ", "é", "木", "🦊", "a", "0", "\\n", "\\012",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("iptables -t filter -D FORWARD -i virbr1 ! -o virbr1 -j ACCEPT")]
    [InlineData("sysctl -w net.ipv6.conf.br0/7.disable_ipv6=1")]
    [InlineData("ip netns exec blue ip link set dev vnet0@if3 nomaster")]
    public void Words_that_mean_nothing_to_a_shell_are_shown_as_they_are(string line) =>
        Assert.Equal(line, new ShellCommand(line.Split(' ')).ToString());

    [Theory]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("$(touch x)", "'$(touch x)'")]
    [InlineData("", "''")]
    [InlineData("=ls", "'=ls'")]
    [InlineData("Büro", "'Büro'")]
    public void Others_stand_in_single_quotes(string word, string shown) =>
        Assert.Equal($"echo {shown}", new ShellCommand("echo", word).ToString());

    [Theory]
    [InlineData("a\nb", @"""$(printf 'a\012b')""")]
    [InlineData("100%\e[201~'", @"""$(printf '100%%\033[201~\047')""")]
    [InlineData("-n\u202e", @"""$(printf '\055n\342\200\256')""")]
    public void What_a_terminal_would_obey_or_hide_is_shown_in_octal(string word, string shown) =>
        Assert.Equal($"echo {shown}", new ShellCommand("echo", word).ToString());

    [Theory]
    [InlineData("sh")]
    [InlineData("bash")]
    public void A_shell_reads_the_words_that_were_meant_and_does_nothing_else(string shell)
    {
        var word = Gen.Elements(Pieces).ListOf().Select(string.Concat);
        Prop.ForAll(word.NonEmptyListOf().ListOf(40).ToArbitrary(), commands =>
        {
            var shown = commands.Select(words => new ShellCommand(["tool", .. words]).ToString()).ToList();
            var received = PosixShell.Received(shell, _folder.Path, "tool", shown);
            Assert.Equal(commands, received);
            Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));
    }
}
