using System.Text.RegularExpressions;

namespace VirtAgent.Tests.Layering;

/// <summary>A file under <c>src</c>.</summary>
/// <param name="Path">Its path in the repository.</param>
/// <param name="Room">The room that its folder is.</param>
/// <param name="Text">What it says.</param>
internal sealed partial record SourceFile(string Path, string Room, string Text)
{
    private static readonly (string Project, string Room)[] Projects =
        [("src/VirtAgent", ""), ("src/VirtAgent.Core", "Core"), ("src/VirtAgent.Interop", "Interop")];

    /// <summary>All that lie in a room, which Program.cs does not.</summary>
    public static IEnumerable<SourceFile> All =>
        from project in Projects
        let folder = System.IO.Path.Combine(Repository, project.Project)
        from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        let inside = System.IO.Path.GetRelativePath(folder, System.IO.Path.GetDirectoryName(file)!)
        let room = string.Join('.', inside.Split('/').Prepend(project.Room).Where(part => part is not ("" or ".")))
        where room.Length > 0 && !room.StartsWith("obj", StringComparison.Ordinal)
        select new SourceFile(System.IO.Path.GetRelativePath(Repository, file), room, File.ReadAllText(file));

    /// <summary>The rooms that its using directives, and names in full, name.</summary>
    public IEnumerable<string> Rooms => Named().Matches(Text).Select(name => name.Groups[1].Value)
        .Select(name => Layering.Rooms.All.Select(room => room.Name)
            .Where(room => name == room || name.StartsWith(room + ".", StringComparison.Ordinal)).MaxBy(room => room.Length))
        .OfType<string>().Distinct();

    /// <summary>Folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "VirtAgent.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"\bVirtAgent\.([A-Z][\w.]*\w)")]
    private static partial Regex Named();
}
