namespace VirtAgent.Tests.Layering;

/// <summary>The graph that contributors are shown is the one that <see cref="Rooms"/> holds the code to.</summary>
public sealed class DependencyGraphTests
{
    // What a host is made of is one box: its four rooms are used together everywhere.
    private const string Model = "Core.Hosts";
    private static readonly string[] ModelRooms = ["Core.Packets", "Core.Routing", "Core.Rulesets", Model];

    [Fact]
    public void The_graph_for_contributors_is_the_one_that_the_rooms_are_held_to()
    {
        var page = File.ReadAllText(Path.Combine(SourceFile.Repository, ".github", "CONTRIBUTING.md"));
        var shown = page.Split("```mermaid\n")[1].Split("```")[0].Split('\n').Where(line => line.Contains("-->"));
        Assert.Equal(Arrows().Order(StringComparer.Ordinal), shown.Select(line => line.Trim()).Order(StringComparer.Ordinal));
    }

    /// <summary>From each box to those it uses, but for what it reaches by way of another one.</summary>
    private static IEnumerable<string> Arrows()
    {
        var uses = Rooms.All.GroupBy(room => Box(room.Name)).ToDictionary(
            group => group.Key,
            group => group.SelectMany(room => room.Uses).Select(Box).Where(box => box != group.Key).ToHashSet());
        return
            from box in uses.Keys
            from used in uses[box]
            where !uses[box].Any(other => other != used && Reaches(other, used))
            select $"{box} --> {used}";

        bool Reaches(string from, string to) => uses[from].Any(next => next == to || Reaches(next, to));
    }

    /// <summary>A room by the folder that it lies in: one level below <c>Core</c>, else the first.</summary>
    private static string Box(string room)
    {
        var parts = room.Split('.');
        var box = parts[0] == "Core" ? $"Core.{parts[1]}" : parts[0];
        return ModelRooms.Contains(box) ? Model : box;
    }
}
