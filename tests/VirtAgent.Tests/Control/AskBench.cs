using System.Net.Sockets;
using System.Text;
using VirtAgent.Cli;
using VirtAgent.Control;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Control;

/// <summary>An agent's socket, and those who come to it: the verbs, and clients that behave badly.</summary>
internal sealed class AskBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly AgentSocket _socket;

    public AskBench(TimeSpan? timeout = null) =>
        _socket = AgentSocket.Start(Path, question => Answer(question), Log, timeout ?? TimeSpan.FromSeconds(30));

    public string Runtime => _folder.Path;

    public string Path => System.IO.Path.Combine(_folder.Path, "agent.sock");

    public LogLines Log { get; } = new();

    public Func<AgentQuestion, AgentAnswer> Answer { get; set; } = question => new AgentAnswer(0, $"{question}\n");

    /// <summary>A verb's command line, run to its end.</summary>
    public static async Task<(int Exit, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, new Terminal(output, error, false, false));
        return (exit, output.ToString(), error.ToString());
    }

    public Task<(int Exit, string Output, string Error)> Ask(params string[] verb) => Run([.. verb, "--runtime", Runtime]);

    public async Task<Socket> Connect()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(Path), TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Says <paramref name="text"/>, and nothing more; returns what is answered.</summary>
    public async Task<AgentAnswer> Say(string text)
    {
        using var client = await Connect();
        await client.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        client.Shutdown(SocketShutdown.Send);
        var line = await OneLine.ReceiveAsync(
            buffer => client.ReceiveAsync(buffer, TestContext.Current.CancellationToken), AgentAnswer.Limit);
        return AgentAnswer.Parse(line!.Value);
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        _folder.Dispose();
    }
}
