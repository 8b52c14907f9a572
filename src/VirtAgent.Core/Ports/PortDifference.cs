using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ports;

/// <summary>
/// What is different between two readings of one port's XML. The MAC is not looked at: the NIC knows it better.
/// </summary>
internal static class PortDifference
{
    /// <summary>Each difference in words, <c>group web → none</c>; none where only the layout differs.</summary>
    public static IReadOnlyList<string> Between(NetworkPort before, NetworkPort after)
    {
        if (before.Xml == after.Xml) return [];
        var found = new List<string>();
        Compare("owner", before.OwnerName, after.OwnerName);
        Compare("owner's UUID", before.OwnerUuid, after.OwnerUuid);
        Compare("group", before.Group, after.Group);
        Compare("plug", PlugOf(before), PlugOf(after));
        Compare("isolated", before.Isolated ? "yes" : "no", after.Isolated ? "yes" : "no");

        var (old, now) = (Elements(before), Elements(after));
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
            Compare(name, old.GetValueOrDefault(name), now.GetValueOrDefault(name));
        return found;

        void Compare(string what, string? was, string? isNow)
        {
            if (was != isNow) found.Add($"{what} {was ?? "none"} → {isNow ?? "none"}");
        }
    }

    private static string PlugOf(NetworkPort port) => $"{port.Plug} {port.PlugBridge ?? port.PlugDevice}".TrimEnd();

    private static Dictionary<string, string> Elements(NetworkPort port) => port.Unmodelled
        .GroupBy(NameOf)
        .ToDictionary(group => group.Key, group => string.Concat(group.Select(OneLine)), StringComparer.Ordinal);

    private static string NameOf(string xml) =>
        string.Concat(xml.Skip(1).TakeWhile(letter => letter is not ('/' or '>') && !char.IsWhiteSpace(letter)));

    // libvirt indents the same element differently for its hook, its port files and its API.
    private static string OneLine(string xml) => string.Concat(xml.Split('\n').Select(line => line.Trim()));
}
