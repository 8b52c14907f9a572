using System.Net.Sockets;
using System.Text;
using VirtAgent.Control;
using VirtAgent.Hosting;

namespace VirtAgent.Tests.Control;

public sealed class AgentSocketTests
{
    private const string Question = "{\"ask\":\"check\",\"json\":true,\"colour\":false}\n";

    [Fact]
    public async Task A_line_is_answered_by_a_line()
    {
        await using var bench = new AskBench();
        bench.Answer = question =>
            new AgentAnswer(2, $"{question.Ask} {question.Json} {question.Colour}\n\u001b[31mred\u001b[0m");
        Assert.Equal(new AgentAnswer(2, "check True False\n\u001b[31mred\u001b[0m"), await bench.Say(Question));
    }

    [Fact]
    public async Task Owner_and_group_may_ask_and_the_end_of_the_agent_removes_it()
    {
        var bench = new AskBench();
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(bench.Path));
        await bench.DisposeAsync();
        Assert.False(File.Exists(bench.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("check\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("null\n")]
    [InlineData("[]\n")]
    [InlineData("{}\n")]
    [InlineData("{\"ask\":\"check\",\"json\":true,\"colour\":false}")]
    [InlineData("{\"ask\":\"check\",\"json\":true,\"colour\":false}\n\n")]
    [InlineData("{\"ask\":1,\"json\":true,\"colour\":false}\n")]
    [InlineData("{\"ask\":\"check\",\"json\":\"yes\",\"colour\":false}\n")]
    [InlineData("{\"ask\":\"\\ud800\",\"json\":true,\"colour\":false}\n")]
    [InlineData("{\"ask\":\"check\",\"json\":[[[[[[]]]]]],\"colour\":false}\n")]
    public async Task What_is_no_question_is_told_so_and_the_next_one_is_answered(string said)
    {
        await using var bench = new AskBench();
        Assert.Contains("no question", (await bench.Say(said)).Error, StringComparison.Ordinal);
        Assert.Null((await bench.Say(Question)).Error);
        Assert.Empty(bench.Log.All);
    }

    [Fact]
    public async Task Octets_that_are_no_text_are_no_question()
    {
        await using var bench = new AskBench();
        using var client = await bench.Connect();
        await client.SendAsync(new byte[] { 0xff, 0xfe, 0x00, 0x0a }, TestContext.Current.CancellationToken);
        var answer = new byte[1000];
        var length = await client.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.Contains("no question", AgentAnswer.Parse(answer.AsMemory(0, length)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_without_end_is_not_kept()
    {
        await using var bench = new AskBench();
        using var client = await bench.Connect();
        await client.SendAsync(Encoding.ASCII.GetBytes(new string('x', AgentQuestion.Limit)),
            TestContext.Current.CancellationToken);
        var answer = new byte[1000];
        var length = await client.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.Contains($"{AgentQuestion.Limit} bytes", AgentAnswer.Parse(answer.AsMemory(0, length)).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_in_single_octets_is_a_question()
    {
        await using var bench = new AskBench();
        using var client = await bench.Connect();
        foreach (var octet in Encoding.ASCII.GetBytes(Question))
            await client.SendAsync(new[] { octet }, TestContext.Current.CancellationToken);
        var answer = new byte[1000];
        var length = await client.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        Assert.Null(AgentAnswer.Parse(answer.AsMemory(0, length)).Error);
    }

    [Fact]
    public async Task Clients_that_never_ask_are_thrown_out_and_others_are_answered()
    {
        await using var bench = new AskBench(TimeSpan.FromSeconds(1));
        var silent = new List<Socket>();
        for (var client = 0; client < 2 * StreamListener.Most; client++) silent.Add(await bench.Connect());
        Assert.Null((await bench.Say(Question)).Error);
        Assert.Equal(0, await silent[0].ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        silent.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Clients_that_never_read_are_thrown_out_and_others_are_answered()
    {
        await using var bench = new AskBench(TimeSpan.FromSeconds(3));
        bench.Answer = question => new AgentAnswer(0, question.Json ? new string('x', 500_000) : "");
        var deaf = new List<Socket>();
        for (var client = 0; client < StreamListener.Most; client++)
        {
            deaf.Add(await bench.Connect());
            await deaf[^1].SendAsync(Encoding.ASCII.GetBytes(Question), TestContext.Current.CancellationToken);
        }

        Assert.Null((await bench.Say(Question.Replace("true", "false", StringComparison.Ordinal))).Error);
        deaf.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task However_many_ask_at_once_one_is_answered_at_a_time()
    {
        await using var bench = new AskBench();
        var (asking, most) = (0, 0);
        bench.Answer = _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref asking));
            Thread.Sleep(5);
            Interlocked.Decrement(ref asking);
            return new AgentAnswer(0, "");
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 3 * StreamListener.Most).Select(_ => bench.Say(Question)));
        Assert.All(answers, answer => Assert.Null(answer.Error));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_fault_is_no_answer_and_is_logged_and_the_next_question_is_answered()
    {
        await using var bench = new AskBench();
        bench.Answer = _ => throw new InvalidOperationException("one odd guest");
        Assert.Contains("fault", (await bench.Say(Question)).Error, StringComparison.Ordinal);
        await bench.Log.Has("one odd guest");
        bench.Answer = _ => new AgentAnswer(0, "fine");
        Assert.Equal("fine", (await bench.Say(Question)).Output);
    }
}
