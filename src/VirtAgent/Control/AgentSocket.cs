using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using VirtAgent.Hosting;
using VirtAgent.Logging;

namespace VirtAgent.Control;

/// <summary>
/// The agent's own socket, by which its verbs ask what the running agent knows: a line with a question, a line with the answer.
/// Whoever may use it learns of guests, MACs and findings, so that is the agent's user and group, and nobody else.
/// </summary>
internal sealed class AgentSocket : IAsyncDisposable
{
    /// <summary>
    /// For a question to arrive, and for its answer to be taken. Verbs wait longer, so that others who hang are gone by then.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly Func<AgentQuestion, AgentAnswer> _answer;
    private readonly ILogger _log;
    private readonly StreamListener _clients;

    // However many ask, one processor at most is kept from the loop.
    private readonly SemaphoreSlim _one = new(1);

    private AgentSocket(string path, Func<AgentQuestion, AgentAnswer> answer, ILogger log, TimeSpan timeout)
    {
        (_answer, _log) = (answer, log);
        var listener = SocketFiles.Bind(
            path, SocketType.Stream, SocketFiles.OwnerAndGroup, "stop the other virt-agent, or give this one another --runtime");
        listener.Listen();
        _clients = new StreamListener("agent socket", listener, timeout, AnswerAsync, log);
    }

    /// <summary>Begins to answer.</summary>
    /// <param name="path">Where; its folder exists.</param>
    /// <param name="answer">Called by one thread at a time, and not for long.</param>
    /// <param name="log">Where troubles are told.</param>
    /// <param name="timeout">Null for <see cref="Timeout"/>.</param>
    /// <exception cref="IOException">Somebody listens there, or the path is too long.</exception>
    /// <exception cref="SocketException">The socket cannot be made there.</exception>
    public static AgentSocket Start(string path, Func<AgentQuestion, AgentAnswer> answer, ILogger log,
        TimeSpan? timeout = null) =>
        new(path, answer, log, timeout ?? Timeout);

    /// <summary>Stops; what is being answered is cut off.</summary>
    public ValueTask DisposeAsync() => _clients.DisposeAsync();

    private async Task<byte[]> AnswerAsync(Socket client, CancellationToken cancellation)
    {
        var line = await OneLine.ReceiveAsync(buffer => client.ReceiveAsync(buffer, cancellation), AgentQuestion.Limit);
        if (line is null) return AgentAnswer.No($"a question has at most {AgentQuestion.Limit} bytes.").Line();
        AgentQuestion question;
        try
        {
            question = AgentQuestion.Parse(line.Value);
        }
        catch (FormatException)
        {
            return AgentAnswer.No("this is no question; is virt-agent of another version than the one that runs?").Line();
        }

        await _one.WaitAsync(cancellation);
        try
        {
            return _answer(question).Line();
        }
        catch (Exception fault)
        {
            _log.SinkFailed("agent socket", fault.ToString());
            return AgentAnswer.No("this is a fault in virt-agent; 'journalctl -u virt-agent' says more.").Line();
        }
        finally
        {
            _one.Release();
        }
    }
}
