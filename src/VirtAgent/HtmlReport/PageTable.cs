using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport;

/// <summary>Tables of the page, and what their cells have in common with the tables on a terminal.</summary>
internal static class PageTable
{
    /// <summary>Writes a table; every row has as many cells as there are <paramref name="headers"/>.</summary>
    public static void Table(
        this Markup markup, string @class, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        // Scrolls by itself, so that a long rule does not make the whole page wide.
        using var frame = markup.In("div", "frame");
        using var table = markup.In("table", @class);
        using (markup.In("thead"))
        using (markup.In("tr"))
        {
            foreach (var header in headers) markup.Element("th", null, header);
        }

        using var body = markup.In("tbody");
        foreach (var row in rows)
        {
            using var line = markup.In("tr");
            foreach (var cell in row)
            {
                using var data = markup.In("td");
                if (cell.Tone == Tone.Plain) markup.Text(cell.Text);
                else markup.Badge(cell);
            }
        }
    }

    /// <summary>Writes a word on its tone.</summary>
    public static void Badge(this Markup markup, Cell cell) =>
        markup.Element("span", $"badge {cell.Tone.ToString().ToLowerInvariant()}", cell.Text);
}
