using System.Text.Json;
using VirtAgent.Cli;
using VirtAgent.Presentation;

namespace VirtAgent.Tests.Cli;

public class CommandLineTests
{
    private static async Task<(int Exit, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, new Terminal(output, error, false, false));
        return (exit, output.ToString(), error.ToString());
    }

    [Theory]
    [InlineData("bogus")]
    [InlineData("ports", "--bogus")]
    [InlineData("ports", "--format", "xml")]
    [InlineData("port")]
    [InlineData("trace", "--network", "default")]
    [InlineData("trace", "--network", "default", "--dst", "10.0.0.1", "--dport", "70000")]
    [InlineData("networks", "--from", "/nonexistent", "-c", "qemu:///system")]
    public async Task A_wrong_command_line_is_one_error_line_and_exit_2(params string[] arguments)
    {
        var (exit, output, error) = await Run(arguments);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Empty(output);
        Assert.StartsWith("error: ", error);
        Assert.Equal(error.Length - 1, error.IndexOf('\n'));
    }

    [Theory]
    [InlineData("networks")]
    [InlineData("ports")]
    [InlineData("port", "abc")]
    [InlineData("trace", "--network", "n", "--dst", "10.0.0.1")]
    [InlineData("snapshot", "/tmp/never-written")]
    [InlineData("report", "/tmp/never-written.html")]
    public async Task A_record_that_is_not_there_is_one_error_line_and_exit_1(params string[] arguments)
    {
        var (exit, output, error) = await Run([.. arguments, "--from", "/nonexistent"]);
        Assert.Equal((ExitCode.Error, "", "error: there is no folder /nonexistent.\n"), (exit, output, error));
    }

    [Theory]
    [InlineData("check", "--from", "/nonexistent")]
    [InlineData("check", "--bogus")]
    [InlineData("check", "-c", "qemu+ssh://kvm2/system")]
    public async Task A_check_that_cannot_look_is_unknown_and_never_a_leak(params string[] arguments)
    {
        var (exit, output, error) = await Run(arguments);
        Assert.Equal(ExitCode.Unknown, exit);
        Assert.StartsWith("VIRTAGENT UNKNOWN - ", output);
        Assert.StartsWith("error: ", error);
    }

    [Fact]
    public async Task A_check_that_cannot_look_says_so_in_json()
    {
        var (exit, output, _) = await Run("check", "--format", "json", "--from", "/nonexistent");
        using var json = JsonDocument.Parse(output);
        Assert.Equal((ExitCode.Unknown, 3), (exit, json.RootElement.GetProperty("exit").GetInt32()));
        Assert.Contains("/nonexistent", json.RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Help_names_every_verb()
    {
        var (exit, output, _) = await Run("--help");
        Assert.Equal(ExitCode.Ok, exit);
        string[] verbs = ["check", "networks", "ports", "port <UUID>", "trace", "snapshot <DIR>", "report <FILE>"];
        Assert.All(verbs, verb => Assert.Contains($"\n  {verb} ", output));
    }
}
