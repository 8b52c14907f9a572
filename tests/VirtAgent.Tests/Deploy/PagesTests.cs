using System.Text.RegularExpressions;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Sinks.Metrics;
using VirtAgent.Tests.Layering;
using VirtAgent.Tests.Sinks.Metrics;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Deploy;

/// <summary>The README, the pages of <c>deploy/doc</c>, which the package installs, and the page for contributors.</summary>
public sealed partial class PagesTests
{
    private static readonly string Installed = Path.Combine(SourceFile.Repository, "deploy", "doc");

    public static TheoryData<string> InstalledPages =>
        [.. Directory.GetFiles(Installed, "*.md", SearchOption.AllDirectories)
            .Select(page => Path.GetRelativePath(SourceFile.Repository, page))];

    public static TheoryData<string> Pages => ["README.md", ".github/CONTRIBUTING.md", .. InstalledPages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading_that_there_are(string page) => Assert.All(Links(page), link =>
    {
        Assert.True(File.Exists(link.File) || Directory.Exists(link.File), $"there is no {link.File}");
        if (link.Heading.Length > 0) Assert.Contains(link.Heading, Headings(link.File));
    });

    [Theory]
    [MemberData(nameof(InstalledPages))]
    public void A_page_that_is_installed_links_only_to_pages_that_are(string page) =>
        Assert.All(Links(page), link => Assert.StartsWith(Installed, link.File, StringComparison.Ordinal));

    [Fact]
    public void The_readme_leads_to_every_page() => Assert.Empty(
        Directory.GetFiles(Installed, "*.md").Except(Links("README.md").Select(link => link.File)));

    [Fact]
    public void Every_metric_is_explained_and_nothing_else()
    {
        var audit = Judge.Audit(HostReader.Read(RecordedHosts.Read("lab-9.0.0-leak")));
        var metrics = MetricType().Matches(MetricsText.Of(MetricsTextTests.Full(audit))).Select(type => type.Groups[1].Value);
        var explained = MetricName().Matches(File.ReadAllText(Path.Combine(Installed, "sinks.md"))).Select(name => name.Value);
        Assert.Equal(metrics.Order(), explained.Distinct().Order());
    }

    private static IEnumerable<(string File, string Heading)> Links(string page)
    {
        var full = Path.Combine(SourceFile.Repository, page);
        return
            from link in Link().Matches(File.ReadAllText(full))
            let file = link.Groups["file"].Value
            where !file.Contains("://", StringComparison.Ordinal)
            select (file.Length == 0 ? full : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(full)!, file)),
                link.Groups["heading"].Value);
    }

    /// <summary>As GitHub makes anchors of them: lower case, words joined by hyphens, no punctuation.</summary>
    private static IEnumerable<string> Headings(string file) =>
        from line in File.ReadLines(file)
        where line.StartsWith('#')
        select Punctuation().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<file>[^)#\s]*)(?:#(?<heading>[^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex MetricType();

    [GeneratedRegex(@"\bvirtagent_\w+")]
    private static partial Regex MetricName();
}
