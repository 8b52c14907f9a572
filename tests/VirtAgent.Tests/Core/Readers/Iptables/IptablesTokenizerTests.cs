using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Text;

namespace VirtAgent.Tests.Core.Readers.Iptables;

public class IptablesTokenizerTests
{
    [Theory]
    [InlineData("-A FORWARD -j DROP", "-A|FORWARD|-j|DROP")]
    [InlineData("  -A \t FORWARD  ", "-A|FORWARD")]
    [InlineData(""" --comment "two words" -j X""", "--comment|two words|-j|X")]
    [InlineData(""" --comment "a \"q\" \\ \'x\' -j DROP" """, """--comment|a "q" \ 'x' -j DROP""")]
    [InlineData(""" --comment "" -j X""", "--comment||-j|X")]
    [InlineData(@" --comment back\slash", @"--comment|back\slash")]
    [InlineData(@" --comment ""hash # [1:2]"" ", "--comment|hash # [1:2]")]
    public void Words_are_split_as_iptables_restore_splits_them(string line, string words) =>
        Assert.Equal(words.Split('|'), new IptablesTokenizer().Split(line).Select(token => token.Text));

    [Fact]
    public void A_word_in_quotes_is_never_an_option()
    {
        var words = new IptablesTokenizer().Split("""--string "-j" ! "!" """);
        Assert.False(words[1].IsOption);
        Assert.True(words[2].Is("!"));
        Assert.False(words[3].Is("!"));
    }

    [Theory]
    [InlineData("""--comment "open""")]
    [InlineData("""--comment "open\""")]
    public void A_quote_that_is_not_closed_is_refused(string line) =>
        Assert.Throws<ReadException>(() => new IptablesTokenizer().Split(line));

    [Fact]
    public void A_word_is_printed_as_it_was_read()
    {
        const string Line = """-m comment --comment "a \"b\" \\ c" -j ACCEPT""";
        Assert.Equal(Line, string.Join(' ', new IptablesTokenizer().Split(Line)));
    }
}
