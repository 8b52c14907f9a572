using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using VirtAgent.Control;
using VirtAgent.Presentation;
using VirtAgent.Tests.Control;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Cli;

public sealed class RunningAgentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_check_prints_what_the_agent_answers_and_ends_as_it_says(int exit)
    {
        await using var bench = new AskBench();
        bench.Answer = question => new AgentAnswer(exit, $"{question.Ask} {question.Json} {question.Colour}\n");
        Assert.Equal((exit, "check False False\n", ""), await bench.Ask("check", "--via-daemon"));
        Assert.Equal((exit, "check True False\n", ""), await bench.Ask("check", "--via-daemon", "--format", "json"));
    }

    [Fact]
    public async Task What_the_agent_does_not_vouch_for_is_unknown()
    {
        await using var bench = new AskBench();
        bench.Answer = _ => AgentAnswer.No("The running agent hangs.");
        Assert.Equal(
            (3, "VIRTAGENT UNKNOWN - The running agent hangs\n", "error: The running agent hangs.\n"),
                await bench.Ask("check", "--via-daemon"));
        Assert.Equal((1, "", "error: The running agent hangs.\n"), await bench.Ask("status"));
        using var json = JsonDocument.Parse((await bench.Ask("check", "--via-daemon", "--format", "json")).Output);
        Assert.Equal(3, json.RootElement.GetProperty("exit").GetInt32());
    }

    [Fact]
    public async Task Where_no_agent_runs_the_way_to_start_it_is_told()
    {
        using var folder = new TemporaryFolder();
        var (exit, output, error) = await AskBench.Run("status", "--runtime", folder.Path);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("error: virt-agent does not run here", error, StringComparison.Ordinal);
        Assert.Contains("systemctl start virt-agent", error, StringComparison.Ordinal);
        Assert.Equal(3, (await AskBench.Run("check", "--via-daemon", "--runtime", folder.Path)).Exit);
    }

    [Fact]
    public async Task A_socket_that_a_dead_agent_left_is_no_agent()
    {
        using var folder = new TemporaryFolder();
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // .NET removes the file it bound, which a process that is killed does not.
            dead.Bind(new UnixDomainSocketEndPoint($"{folder.Path}/elsewhere"));
            File.Move($"{folder.Path}/elsewhere", $"{folder.Path}/agent.sock");
        }

        var (exit, _, error) = await AskBench.Run("check", "--via-daemon", "--runtime", folder.Path);
        Assert.Equal(3, exit);
        Assert.Contains("does not run here", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\n")]
    [InlineData("{\"exit\":0,\"output\":\"VIRTAGENT OK\",\"error\":null}")]
    [InlineData("{\"exit\":0,\"output\":\"VIRTAGENT OK\"}\n")]
    [InlineData("{\"exit\":4,\"output\":\"\",\"error\":null}\n")]
    [InlineData("{\"exit\":-1,\"output\":\"\",\"error\":null}\n")]
    public async Task An_answer_that_is_none_or_was_cut_off_is_unknown_and_never_fine(string said)
    {
        var (exit, output, error) = await AskWhoSays(said);
        Assert.Equal(3, exit);
        Assert.StartsWith("VIRTAGENT UNKNOWN - ", output, StringComparison.Ordinal);
        Assert.Contains("systemctl restart virt-agent", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_hangs_up_is_unknown()
    {
        var (exit, output, _) = await AskWhoSays("");
        Assert.Equal(3, exit);
        Assert.Contains("too busy to answer, or ends", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_frozen_is_unknown()
    {
        // The kernel takes the connection of a process that does not run.
        using var folder = new TemporaryFolder();
        using var frozen = Listen(folder);
        var (exit, output, _) = await AskBench.Run("check", "--via-daemon", "--runtime", folder.Path);
        Assert.Equal(3, exit);
        Assert.Contains("does not answer", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "--from", "/tmp")]
    [InlineData("status", "-c", "qemu:///system")]
    public async Task A_recorded_host_is_not_watched(params string[] arguments)
    {
        var (exit, _, error) = await AskBench.Run(arguments);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("leave --from and --connect out", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_too_long_for_a_socket_is_named()
    {
        var (exit, _, error) = await AskBench.Run("status", "--runtime", "/" + new string('x', 200));
        Assert.Equal(ExitCode.Error, exit);
        Assert.Contains("longer than 107 bytes", error, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> AskWhoSays(string said)
    {
        using var folder = new TemporaryFolder();
        using var other = Listen(folder);
        var asked = AskBench.Run("check", "--via-daemon", "--runtime", folder.Path);
        using var client = await other.AcceptAsync(TestContext.Current.CancellationToken);
        await client.SendAsync(Encoding.ASCII.GetBytes(said), TestContext.Current.CancellationToken);
        client.Shutdown(SocketShutdown.Send);
        return await asked;
    }

    private static Socket Listen(TemporaryFolder folder)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{folder.Path}/agent.sock"));
        socket.Listen();
        return socket;
    }
}
