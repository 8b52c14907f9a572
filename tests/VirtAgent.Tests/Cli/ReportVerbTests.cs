using VirtAgent.Cli;
using VirtAgent.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Cli;

public sealed class ReportVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Exit, string Output, string Error)> Report(string file)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(
            ["report", file, "--from", RecordedHosts.PathOf("lab-9.0.0-leak")], new Terminal(output, error, false, false));
        return (exit, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task A_report_takes_the_place_of_a_file_and_leaves_nothing_else()
    {
        var file = _folder.Write("host.html", "not a report");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (exit, output, error) = await Report(file);

        Assert.Equal((ExitCode.Ok, "", $"reported qemu:///system in {file}\n"), (exit, output, error));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private static async Task Refused(string file, string sentence) =>
        Assert.Equal((ExitCode.Error, "", $"error: {sentence}\n"), await Report(file));

    [Fact]
    public async Task A_dash_is_standard_output()
    {
        var (exit, output, error) = await Report("-");
        Assert.Equal((ExitCode.Ok, ""), (exit, error));
        Assert.StartsWith("<!DOCTYPE html>", output);
        Assert.EndsWith("</html>\n", output);
    }

    [Fact]
    public async Task What_is_no_file_is_refused_in_one_sentence_and_stays()
    {
        var target = _folder.Write("target.html", "kept");
        var link = Path.Combine(_folder.Path, "link.html");
        File.CreateSymbolicLink(link, target);

        await Refused(_folder.Path, $"{_folder.Path} is a folder; name a file in it.");
        await Refused("/dev/null", "/dev/null is a device, pipe or socket; name a file.");
        await Refused(link, $"{link} is a symbolic link, which would be replaced; name the file it leads to.");
        await Refused("/nonexistent/host.html", "there is no folder /nonexistent; make it first.");
        Assert.Equal("kept", File.ReadAllText(target));
        Assert.Equal(target, File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_folder.Path).Count());
    }
}
