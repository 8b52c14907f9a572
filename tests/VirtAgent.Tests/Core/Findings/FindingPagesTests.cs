using VirtAgent.Core.Findings;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>Every code has its page in <c>deploy/doc/findings</c>, and every page a code.</summary>
public class FindingPagesTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(RecordedHosts.PathOf(""), "..", "..", ".."));

    private static readonly string Pages = Path.Combine(Repository, "deploy", "doc", "findings");

    public static TheoryData<string> Codes => [.. FindingCode.All];

    [Fact]
    public void Codes_and_pages_are_the_same() => Assert.Equal(
        FindingCode.All.Order(StringComparer.Ordinal),
        Directory.GetFiles(Pages).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_page_has_its_parts_and_is_linked(string code)
    {
        var lines = File.ReadAllLines(Path.Combine(Pages, code + ".md"));
        Assert.Equal($"# {code}", lines[0]);
        Assert.Equal(
            ["## How it comes about", "## See it by hand", "## What to do", "## What it is not"],
            lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
        var index = File.ReadAllText(Pages + ".md");
        Assert.Contains($"(findings/{code}.md)", index, StringComparison.Ordinal);
    }
}
