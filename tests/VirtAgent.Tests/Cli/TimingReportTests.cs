using Microsoft.Extensions.Time.Testing;
using VirtAgent.Cli;
using VirtAgent.Control;
using VirtAgent.Hosting;
using VirtAgent.Presentation;
using VirtAgent.Tests.Control;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Cli;

public sealed class TimingReportTests
{
    [Fact]
    public void Every_stage_is_a_row_and_the_last_row_is_the_total()
    {
        var clock = new FakeTimeProvider();
        var times = new StageTimes(clock);
        clock.Advance(TimeSpan.FromMilliseconds(0.5));
        using (times.Begin("ip -j address show")) clock.Advance(TimeSpan.FromMilliseconds(1234.56));
        using var output = new StringWriter();
        TimingReport.Write(new Screen(output, colour: false), times);
        Assert.Equal(
            """
             Began    Took        Waited for
            ------------------------------------------
             0.5 ms   1234.6 ms   ip -j address show
             0.0 ms   1235.1 ms   all of it

            """, output.ToString());
    }

    [Fact]
    public async Task A_check_of_a_record_tells_its_stages_on_standard_error_and_nothing_else_changes()
    {
        var host = RecordedHosts.PathOf(RecordedHosts.All.First());
        var plain = await AskBench.Run("check", "--from", host);
        var timed = await AskBench.Run("check", "--from", host, "--timings");
        Assert.Equal((plain.Exit, plain.Output), (timed.Exit, timed.Output));
        Assert.Empty(plain.Error);
        Assert.Equal(
            [$"the record in {host}", "the model of the host", "the proof", "presentation", "all of it"], Stages(timed.Error));
    }

    [Fact]
    public async Task A_check_of_this_host_tells_libvirt_the_parameters_and_every_tool()
    {
        // Nobody listens there, and what the tools may not read is no matter here.
        var (_, _, error) = await AskBench.Run("check", "--connect", "qemu+unix:///system?socket=/nonexistent", "--timings");
        var stages = Stages(error);
        string[] tools =
        [
            "ip -j -d link show", "ip -j address show", "ip -j -4 route show table all", "ip -j -6 route show table all",
            "ip -j -4 rule show", "ip -j -6 rule show", "nft -j list ruleset",
        ];
        Assert.Equal("libvirt at qemu+unix:///system?socket=/nonexistent", stages[0]);
        Assert.Empty(tools.Append("/proc/sys").Except(stages));
        Assert.Equal(["the model of the host", "the proof", "presentation", "all of it"], stages[^4..]);
    }

    [Fact]
    public async Task The_answer_of_the_running_agent_is_one_stage()
    {
        await using var bench = new AskBench { Answer = _ => new AgentAnswer(0, "kept\n") };
        var (_, output, error) = await bench.Ask("check", "--via-daemon", "--timings");
        Assert.Equal("kept\n", output);
        Assert.Equal(["the running agent", "all of it"], Stages(error));
    }

    private static string[] Stages(string error) =>
        [.. error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2).Select(line => line.Split(" ms", 3)[2].Trim())];
}
