using System.Diagnostics;

namespace VirtAgent.Tests.Interop;

/// <summary>
/// The repository's <c>native/</c> and what it needs: a C compiler, make and the headers of libvirt and systemd. A test that
/// needs them skips at home and fails in CI, so that a CI without them cannot be green.
/// </summary>
internal static class NativeFolder
{
    /// <summary>Builds one program with the flags of <c>native/Makefile</c>, runs it and returns what it prints.</summary>
    public static string[] BuildAndRun(string program)
    {
        var output = Directory.CreateTempSubdirectory("virt-agent-native-");
        try
        {
            return Run(Build(program, output.FullName));
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    /// <summary>Builds one program into a folder and returns its path; <paramref name="variables"/> are make's.</summary>
    public static string Build(string program, string folder, params string[] variables)
    {
        Need();
        Run("make", ["--silent", "-C", Path(), $"O={folder}", $"{folder}/{program}", .. variables]);
        return $"{folder}/{program}";
    }

    /// <summary>libvirt's own list of its API (<c>libvirt-api.xml</c>), which comes with the headers.</summary>
    public static string ApiXml()
    {
        Need();
        return Run("pkg-config", "--variable=libvirt_api", "libvirt")[0];
    }

    private static void Need()
    {
        try
        {
            Run("cc", "--version");
            Run("make", "--version");
            Run("pkg-config", "--exists", "libvirt", "libsystemd");
        }
        catch (Exception missing) when (missing is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            var reason = $"{missing.Message} Install a C compiler, make, pkg-config and the headers of "
                + "libvirt and systemd (Debian: libvirt-dev, libsystemd-dev).";
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
            Assert.Skip(reason);
        }
    }

    private static string Path()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "VirtAgent.sln")))
                return System.IO.Path.Combine(folder.FullName, "native");

        throw new InvalidOperationException($"No VirtAgent.sln above {AppContext.BaseDirectory}: run from the repository.");
    }

    private static string[] Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' failed: {errors.Result}{output}");

        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
