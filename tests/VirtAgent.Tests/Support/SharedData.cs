namespace VirtAgent.Tests.Support;

/// <summary>
/// Third-party and recorded data that lies beside the repository (<c>../shared</c>) and is not part of it. A test that needs
/// it skips on a machine without it and fails in CI, so that a CI without data cannot be green.
/// </summary>
internal static class SharedData
{
    public static string Path(string relative)
    {
        var root = Environment.GetEnvironmentVariable("VIRTAGENT_SHARED") ?? Search();
        var path = root is null ? null : System.IO.Path.Combine(root, relative);
        if (path is not null && (File.Exists(path) || Directory.Exists(path))) return path;

        var reason =
            $"'{relative}' was not found in a folder 'shared' beside the repository; set VIRTAGENT_SHARED to where it is.";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Assert.Skip(reason);
        return "";
    }

    private static string? Search()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (File.Exists(System.IO.Path.Combine(candidate, "design.md"))) return candidate;
        }

        return null;
    }
}
