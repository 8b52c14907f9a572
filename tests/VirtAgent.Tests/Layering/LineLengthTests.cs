using System.Globalization;
using System.Text.RegularExpressions;

namespace VirtAgent.Tests.Layering;

/// <summary>Lines end where <c>.editorconfig</c> says, which no analyzer holds them to.</summary>
public sealed partial class LineLengthTests
{
    [Fact]
    public void No_line_is_longer_than_the_editor_is_told()
    {
        var config = File.ReadAllText(Path.Combine(SourceFile.Repository, ".editorconfig"));
        var longest = int.Parse(MaxLineLength().Match(config).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var files = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(SourceFile.Repository, folder), "*.cs", SearchOption.AllDirectories));

        Assert.Empty(files.SelectMany(file => Code(File.ReadAllLines(file))
            .Where(line => line.Text.Length > longest)
            .Select(line => $"{Path.GetRelativePath(SourceFile.Repository, file)}:{line.Number}, {line.Text.Length} columns")));
    }

    [Fact]
    public void The_text_of_a_raw_literal_is_as_long_as_it_has_to_be()
    {
        string[] lines =
            ["var a = \"\"\"", "    as it is printed", "    \"\"\";", "Next(\"\"\"{\"one\": \"line\"}\"\"\");", "Last();"];
        Assert.Equal([5], Code(lines).Select(line => line.Number));
    }

    // What is printed or read elsewhere cannot be broken where we like.
    private static IEnumerable<(int Number, string Text)> Code(string[] lines)
    {
        var inside = false;
        for (var number = 1; number <= lines.Length; number++)
        {
            var quotes = RawQuotes().Count(lines[number - 1]);
            if (!inside && quotes == 0) yield return (number, lines[number - 1]);
            inside ^= quotes % 2 == 1;
        }
    }

    [GeneratedRegex(@"max_line_length = (\d+)")]
    private static partial Regex MaxLineLength();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex RawQuotes();
}
