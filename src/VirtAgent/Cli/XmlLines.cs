namespace VirtAgent.Cli;

/// <summary>An XML element for people: as libvirt printed it, moved to the left margin.</summary>
internal static class XmlLines
{
    /// <summary>Its lines. The first has no indent in the source, for it was cut out at its tag; the others move together.</summary>
    public static IReadOnlyList<string> Of(string xml)
    {
        var lines = xml.TrimEnd().Split('\n');
        var margin = lines.Skip(1).Where(line => line.Trim().Length > 0).Select(Indent).DefaultIfEmpty(0).Min();
        return [.. lines.Select((line, number) => number == 0 ? line.Trim() : line[Math.Min(margin, line.Length)..].TrimEnd())];
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;
}
