namespace VirtAgent.SystemTests.Support;

/// <summary>
/// Files of another Debian release than this machine's, as <c>tests/lab/tree</c> has them; <c>tests/run</c> makes them.
/// </summary>
internal static class Release
{
    /// <summary>Where those of a release are; without them the running test is skipped (in CI: failed).</summary>
    public static string RootOrSkip(string name)
    {
        var path = Command.Run([RepositoryFolder.Path("tests/lab/tree"), "path", name]);
        if (path.Exit != 0) RequireLab.Without(path.Error.Trim());
        return path.Out.Trim();
    }
}
