using System.Net;
using System.Net.Sockets;
using VirtAgent.Hosting;

namespace VirtAgent.Sinks.Endpoint;

/// <summary>Where <c>/metrics</c> and <c>/healthz</c> are answered.</summary>
internal sealed record EndpointOptions
{
    private const string Unix = "unix:";

    /// <summary>
    /// <c>unix:/run/virt-agent/metrics.sock</c>, or an address with a port, <c>127.0.0.1:9178</c> or <c>[::1]:9178</c>; null for
    /// none.
    /// </summary>
    public string? Listen { get; init; }

    /// <summary>Lets <see cref="Listen"/> be an address that other machines reach. They need no password.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>The agent is ill when its loop has not turned for this long.</summary>
    public TimeSpan Stale { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>For a request to arrive, and for its answer to be taken.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The socket file of <see cref="Listen"/>; null when it is none.</summary>
    public string? SocketFile =>
        Listen is not null && Listen.StartsWith(Unix, StringComparison.Ordinal) ? Listen[Unix.Length..] : null;

    /// <summary>The address of <see cref="Listen"/>; null when it is none.</summary>
    public IPEndPoint? Address =>
        Listen is not null && Listen.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(Listen, out var address)
        && Listen.EndsWith($":{address.Port}", StringComparison.Ordinal)
            ? address
            : null;

    /// <summary>What is wrong with them, each in a sentence; none when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (Listen is null) return [];
        (bool Wrong, string Sentence)[] rules =
        [
            (SocketFile is { } file && (!Path.IsPathRooted(file) || file.Length > SocketFiles.LongestPath),
                $"endpoint '{Listen}' cannot be a socket: give unix: and an absolute path of at most {SocketFiles.LongestPath} "
                    + "characters."),
            (SocketFile is null && Address is null,
                $"endpoint '{Listen}' is neither unix:/path nor an IP address with a port, 127.0.0.1:9178 for instance."),
            (Address is { } address && !IPAddress.IsLoopback(address.Address) && !AllowRemote,
                $"endpoint {Listen} could be read by other machines without a password: use unix:/path or a loopback address,"
                + " or set allow-remote if that is what you want."),
            (Stale <= TimeSpan.Zero, "endpoint's time until the loop counts as stale has to be above 0 s."),
            (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(1), "endpoint timeout has to be 1 min at most."),
        ];
        return [.. rules.Where(rule => rule.Wrong).Select(rule => rule.Sentence)];
    }

    /// <summary>The socket of valid options, bound and listening.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    public Socket Open()
    {
        try
        {
            return SocketFile is { } file ? Open(file) : Open(Address!);
        }
        catch (SocketException failure)
        {
            throw new IOException($"endpoint cannot listen on {Listen}: {failure.Message}; is it taken?", failure);
        }
    }

    private static Socket Open(string file)
    {
        var socket = SocketFiles.Bind(file, SocketType.Stream, SocketFiles.OwnerAndGroup,
            "let the endpoint listen somewhere else");
        socket.Listen();
        return socket;
    }

    private static Socket Open(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
