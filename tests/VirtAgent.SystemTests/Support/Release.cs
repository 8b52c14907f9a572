namespace VirtAgent.SystemTests.Support;

/// <summary>
/// Files of another Debian than this machine's, a release or arm64, as <c>tests/lab/tree</c> has them;
/// <c>tests/run</c> makes them.
/// </summary>
internal static class Release
{
    /// <summary>Where those of a name are; without them the running test fails.</summary>
    public static string Root(string name)
    {
        var path = Command.Run([RepositoryFolder.Path("tests/lab/tree"), "path", name]);
        if (path.Exit != 0) Assert.Fail(path.Error.Trim());
        return path.Out.Trim();
    }
}
