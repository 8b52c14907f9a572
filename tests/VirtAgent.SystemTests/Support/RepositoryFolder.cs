namespace VirtAgent.SystemTests.Support;

/// <summary>The work tree that these tests were built from: scripts and C programs are used where they lie.</summary>
internal static class RepositoryFolder
{
    private static readonly string Root = Search();

    /// <summary>The full path of a file or folder in it.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>
    /// The same as a program in a lab sees it: <c>tests/lab/lab</c> binds the work tree there, wherever it lies here.
    /// </summary>
    public static string InLab(string path) => System.IO.Path.Combine(
        "/usr/local/lib/virt-agent-lab", System.IO.Path.GetRelativePath(Root, System.IO.Path.Combine(Root, path)));

    private static string Search()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "VirtAgent.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds VirtAgent.sln; build in the work tree.");
    }
}
