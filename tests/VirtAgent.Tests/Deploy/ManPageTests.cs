using System.CommandLine;
using System.Text.RegularExpressions;
using VirtAgent.Cli;
using VirtAgent.Configuration;

namespace VirtAgent.Tests.Deploy;

public sealed partial class ManPageTests
{
    private static readonly RootCommand Root =
        CommandLine.Root(new GlobalOptions(new Terminal(TextWriter.Null, TextWriter.Null, false, false)));

    private static readonly string Page = Plain("virt-agent.1");

    [Fact]
    public void Every_verb_has_an_entry_and_nothing_else_has() =>
        Assert.Equal(
            Leaves(Root, "").Select(leaf => leaf.Name).Order(),
            Entry().Matches(Section("VERBS")).Select(match => match.Groups["verb"].Value).Order());

    [Fact]
    public void An_entry_has_every_option_of_its_verb_and_none_that_it_does_not_take() => Assert.All(Leaves(Root, ""), leaf =>
    {
        var text = Entry().Matches(Section("VERBS")).Single(match => match.Groups["verb"].Value == leaf.Name).Value;
        var entry = Options(text).ToArray();
        var own = Names(leaf.Command.Options.Where(option => !option.Recursive)).ToArray();
        Assert.Empty(own.Except(entry));
        Assert.Empty(entry.Except([.. own, .. Names(Root.Options)]));
    });

    [Fact]
    public void Every_common_option_is_in_the_section_of_options() =>
        Assert.Equal(Names(Root.Options).Order(), Options(Section("OPTIONS")).Order());

    [Fact]
    public void Every_key_of_the_configuration_is_explained_and_nothing_else() =>
        Assert.Equal(
            ConfigKeys.All.Select(key => key.Name).Order(),
            Key().Matches(Plain("virt-agent.json.5").Split(".SH KEYS")[1].Split(".SH ")[0])
                .SelectMany(match => match.Groups[1].Value.Split(" ,  ")).Order());

    private static IEnumerable<(string Name, Command Command)> Leaves(Command command, string above) =>
        from verb in command.Subcommands
        from leaf in verb.Subcommands.Count > 0 ? Leaves(verb, $"{verb.Name} ") : [($"{above}{verb.Name}", verb)]
        select leaf;

    // Help is an option of every verb of its own accord, and told once.
    private static IEnumerable<string> Names(IEnumerable<Option> options) =>
        options.SelectMany(option => (string[])[option.Name, .. option.Aliases]).Where(name => name.StartsWith('-')).Distinct();

    private static IEnumerable<string> Options(string text) => OptionName().Matches(text).Select(match => match.Value).Distinct();

    private static string Section(string name) => Page.Split($".SH {name}\n")[1].Split("\n.SH ")[0];

    /// <summary>A page as a reader sees it, but with its macros: no escapes, no quotes.</summary>
    private static string Plain(string page) =>
        Escape().Replace(DeployFile.Text(page), "").Replace(@"\-", "-").Replace("\"", "");

    [GeneratedRegex(@"\\f.")]
    private static partial Regex Escape();

    // A verb's entry begins with a bold word outside of .RS/.RE and ends where the next begins.
    [GeneratedRegex(
        @"(?:\A|(?<=\n))\.TP\n\.BI?R? (?<verb>[a-z]+(?: (?:check|show|verify|export|prune))?)\b(?:(?!\n\.TP\n\.BI?R? [a-z]).)*",
        RegexOptions.Singleline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"(?<![\w-])-{1,2}[a-z?][a-z-]*")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"^\.BR? ([a-z.-]+(?: ,  [a-z.-]+)*)$", RegexOptions.Multiline)]
    private static partial Regex Key();
}
