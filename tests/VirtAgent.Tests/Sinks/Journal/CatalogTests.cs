using System.Text.RegularExpressions;
using VirtAgent.Core.Ledger;
using VirtAgent.Sinks.Journal;

namespace VirtAgent.Tests.Sinks.Journal;

public sealed partial class CatalogTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "virt-agent.catalog"));

    [Fact]
    public void Every_message_id_is_explained_and_nothing_else() =>
        Assert.Equal(
            Enum.GetValues<EntryKind>().Select(MessageIds.Of).Order(),
            Entry().Matches(Text).Select(match => match.Groups["id"].Value).Order());

    [Fact]
    public void Every_explanation_has_a_subject_and_says_something() =>
        Assert.All(Entry().Matches(Text), entry => Assert.Matches(
            @"^Subject: .+\nDefined-By: VirtAgent\nDocumentation: .+\n\n.+", entry.Groups["text"].Value));

    [Fact]
    public void Fields_it_quotes_are_fields_that_are_sent()
    {
        var sent = (IEnumerable<string>)
        [
            .. JournalFields.Of(ExampleReports.Bound).Concat(JournalFields.Of(ExampleReports.Leak)).Select(field => field.Name),
            .. JournalFields.Of(ExampleReports.Gap).Select(field => field.Name),
        ];
        Assert.Empty(Quoted().Matches(Text).Select(match => match.Groups[1].Value).Except(sent));
    }

    [GeneratedRegex(@"^-- (?<id>\S+)\n(?<text>(?:(?!-- ).*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex("@([A-Z_]+)@")]
    private static partial Regex Quoted();
}
