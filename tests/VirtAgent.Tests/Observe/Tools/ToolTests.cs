using System.Diagnostics;
using System.Globalization;
using VirtAgent.Observe.Tools;
using VirtAgent.Tests.Support;

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
        string[] arguments = ["%s|", "a b", "", "$(id)", ";", "*", "'\"", @"\", @"a\""b\\ ""c""\", "zwölf\n"];
        var result = await new Tool("printf").RunAsync(arguments, Plenty, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(string.Concat(arguments[1..].Select(argument => argument + "|")), result.Text);
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
    public async Task What_ignores_every_signal_that_can_be_ignored_is_killed_all_the_same()
    {
        var result = await Shell("trap '' TERM INT HUP QUIT PIPE; echo $$; sleep 1000 & echo $!; wait; sleep 1000", Short);
        Assert.True(result.TimedOut);
        await AllGone(result.Text, 2);
    }

    [Fact]
    public async Task A_grandchild_in_a_session_of_its_own_is_killed_too()
    {
        var result = await Shell("setsid sh -c 'echo $$; setsid sleep 1000 & echo $!; wait' & wait", Short);
        Assert.True(result.TimedOut);
        await AllGone(result.Text, 2);
    }

    [Fact]
    public async Task A_run_that_nobody_waits_for_any_more_is_killed_with_its_children()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var pids = $"{folder.Path}/pids";
        var script = $"sleep 1000 & echo $$ $! >{pids}.new; mv {pids}.new {pids}; wait";
        var run = new Tool("sh").RunAsync(["-c", script], Plenty, cancellation: stop.Token);
        while (!File.Exists(pids)) await Task.Delay(10, TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await AllGone(File.ReadAllText(pids), 2);
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
    public async Task A_hundred_megabytes_are_cut_at_the_limit_and_who_printed_them_is_killed_with_its_children()
    {
        var result = await Shell("sleep 1000 & echo $$ $!; head -c 100000000 /dev/zero; wait", Plenty, 1_000_000);
        Assert.True(result.Truncated);
        Assert.False(result.TimedOut || result.Succeeded);
        Assert.Equal(1_000_000, result.Text.Length);
        await AllGone(result.Text[..result.Text.IndexOf('\n', StringComparison.Ordinal)], 2);
    }

    [Fact]
    public async Task Complaints_without_end_are_cut_and_killed_too()
    {
        var result = await Shell("echo out; yes >&2", Plenty);
        Assert.True(result.Truncated);
        Assert.Equal(1 << 20, result.Error.Length);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead, "#!/bin/sh\n", "Permission denied")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserExecute, "\u0001", "Exec format error")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserExecute, "#!/no/such/interpreter\n", "No such file or directory")]
    public async Task A_tool_that_cannot_be_started_is_named_with_the_reason_of_the_kernel(
        UnixFileMode mode, string contents, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("tool", contents);
        File.SetUnixFileMode(path, mode);

        var result = await new Tool(path).RunAsync([], Plenty, cancellation: TestContext.Current.CancellationToken);

        Assert.Null(result.ExitCode);
        Assert.False(result.NotFound || result.TimedOut || result.Truncated);
        Assert.Equal($"{path}: {reason}", result.Error);
    }

    [Fact]
    public async Task A_missing_tool_is_said_to_be_missing()
    {
        var tool = new Tool("no-such-tool-of-virt-agent");
        Assert.False(tool.Exists);
        Assert.True((await tool.RunAsync([], Plenty, cancellation: TestContext.Current.CancellationToken)).NotFound);
    }

    private static async Task AllGone(string pids, int count)
    {
        var all = pids.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(count, all.Length);
        foreach (var pid in all) await Gone(int.Parse(pid, CultureInfo.InvariantCulture));
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
