using System.Net.Sockets;
using VirtAgent.Control;
using VirtAgent.Hosting;

namespace VirtAgent.Cli;

/// <summary>The daemon that runs, asked over its socket. It never waits long: one that hangs is no answer.</summary>
/// <param name="socket">See <see cref="AgentSocket"/>.</param>
internal sealed class RunningAgent(string socket)
{
    /// <summary>For the whole conversation. A monitoring system usually waits ten seconds.</summary>
    public static readonly TimeSpan Patience = AgentSocket.Timeout + TimeSpan.FromSeconds(3);

    /// <summary>Has it answer in the place of this process, and returns the exit code.</summary>
    /// <exception cref="RequestException">There is no answer, and why.</exception>
    public async Task<int> PrintAsync(Request request, string verb, CancellationToken cancellation)
    {
        if (request.From is not null || request.Connect is not null)
        {
            throw new RequestException(
                "the running agent watches what it is configured to: leave --from and --connect out.", usage: true);
        }

        var colour = request.Terminal is { Colour: true, OutputIsTerminal: true };
        var answer = await AskAsync(new AgentQuestion(verb, request.Json, colour), cancellation);
        if (answer.Error is { } why) throw new RequestException(why);
        request.Terminal.Output.Write(answer.Output);
        return answer.Exit;
    }

    private async Task<AgentAnswer> AskAsync(AgentQuestion question, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        try
        {
            using var agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await agent.ConnectAsync(SocketFiles.Address(socket), deadline.Token);
            await agent.SendAsync(question.Line(), deadline.Token);
            var line = await OneLine.ReceiveAsync(buffer => agent.ReceiveAsync(buffer, deadline.Token), AgentAnswer.Limit);
            if (line is { Length: 0 })
                throw new RequestException($"the running agent at {socket} is too busy to answer, or ends; ask again.");
            return AgentAnswer.Parse(line ?? throw new FormatException($"It is longer than {AgentAnswer.Limit} bytes."));
        }
        catch (SocketException failure)
        {
            throw new RequestException(Reason(failure));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RequestException(
                $"the running agent does not answer at {socket} within {Patience.TotalSeconds:0} s; see 'systemctl status "
                    + "virt-agent'.");
        }
        catch (FormatException)
        {
            throw new RequestException(
                $"what answers at {socket} is no virt-agent of this version; 'systemctl restart virt-agent' starts this one.");
        }
    }

    private string Reason(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.AccessDenied =>
            $"you may not ask the running agent at {socket}: be root or in its group, 'usermod -aG virt-agent USER' for "
                + "instance.",
        // .NET's word for ENOENT, which has none in sockets.
        SocketError.AddressNotAvailable or SocketError.ConnectionRefused =>
            $"virt-agent does not run here, nobody listens on {socket}: 'systemctl start virt-agent', or name its folder with "
                + "--runtime.",
        _ => $"the running agent cannot be asked at {socket}: {failure.Message}; see 'systemctl status virt-agent'.",
    };
}
