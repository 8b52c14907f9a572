using System.Diagnostics;
using System.Globalization;
using VirtAgent.Observe.Tools;

namespace VirtAgent.Tests.Observe.Tools;

public class ToolTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private static Task<ToolResult> Shell(string script, TimeSpan deadline, int limit = Tool.OutputLimit) =>
        new Tool("sh").RunAsync(["-c", script], deadline, limit, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Output_errors_and_exit_code_come_back_as_data()
    {
        var result = await Shell("echo out; echo err >&2; exit 3", Plenty);
        Assert.Equal(("out\n", "err\n", 3), (result.Text, result.Error, result.ExitCode));
        Assert.False(result.Succeeded || result.TimedOut || result.Truncated || result.NotFound);
    }

    [Fact]
    public async Task The_environment_holds_a_path_and_a_locale_and_nothing_else()
    {
        Environment.SetEnvironmentVariable("VIRTAGENT_TEST_SECRET", "secret");
        var result = await new Tool("env").RunAsync([], Plenty, cancellation: TestContext.Current.CancellationToken);
        var names = result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]);
        Assert.Equal(["LC_ALL", "PATH"], names.Order());
        Assert.Contains("LC_ALL=C\n", result.Text);
    }

    [Fact]
    public async Task Standard_input_is_closed()
    {
        var result = await new Tool("cat").RunAsync([], Plenty, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded);
    }

    [Fact]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] arguments = ["%s|", "a b", "$(id)", ";", "*", "'\""];
        var result = await new Tool("printf").RunAsync(arguments, Plenty, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("a b|$(id)|;|*|'\"|", result.Text);
    }

    [Fact]
    public async Task A_full_error_pipe_does_not_stop_the_output()
    {
        var result = await Shell("head -c 300000 /dev/zero >&2; echo done", Plenty);
        Assert.Equal("done\n", result.Text);
        Assert.Equal(300_000, result.Error.Length);
    }

    [Fact]
    public async Task What_hangs_is_killed_with_its_children()
    {
        var result = await Shell("sleep 1000 & echo $!; wait", Short);
        Assert.True(result.TimedOut);
        Assert.Null(result.ExitCode);
        await Gone(int.Parse(result.Text, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_daemon_that_keeps_the_pipe_open_does_not_hold_us_up()
    {
        var result = await Shell("sleep 1000 & echo $!", Short);
        using var left = Process.GetProcessById(int.Parse(result.Text, CultureInfo.InvariantCulture));
        left.Kill();
        Assert.True(result.TimedOut);
    }

    [Fact]
    public async Task What_prints_without_end_is_cut_and_killed()
    {
        var result = await new Tool("yes").RunAsync([], Plenty, 100_000, TestContext.Current.CancellationToken);
        Assert.True(result.Truncated);
        Assert.False(result.TimedOut || result.Succeeded);
        Assert.Equal(100_000, result.Text.Length);
    }

    [Fact]
    public async Task A_missing_tool_is_said_to_be_missing()
    {
        var tool = new Tool("no-such-tool-of-virt-agent");
        Assert.False(tool.Exists);
        Assert.True((await tool.RunAsync([], Plenty, cancellation: TestContext.Current.CancellationToken)).NotFound);
    }

    // Killed children of a killed parent are reaped by init, when it gets to it; until then they are zombies.
    private static async Task Gone(int pid)
    {
        while (File.Exists($"/proc/{pid}/stat"))
        {
            try
            {
                var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat", TestContext.Current.CancellationToken);
                if (stat[(stat.LastIndexOf(')') + 2)..][0] is 'Z' or 'X') return;
            }
            catch (IOException)
            {
                return;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
