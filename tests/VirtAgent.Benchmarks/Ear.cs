using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VirtAgent.Benchmarks;

/// <summary>One who is told by a sink, and notes when.</summary>
internal sealed class Ear : IDisposable
{
    private readonly BlockingCollection<(string Text, long Stamp)> _heard = [];
    private readonly IDisposable _source;

    private Ear(string sink, IDisposable source) => (Sink, _source) = (sink, source);

    /// <summary>The sink.</summary>
    public string Sink { get; }

    /// <summary>All it was told so far and nobody has asked for, with the time as <see cref="Stopwatch"/> counts.</summary>
    public IReadOnlyList<(string Text, long Stamp)> Heard => [.. _heard];

    /// <summary>What a program prints, line by line.</summary>
    public static Ear Of(string sink, params string[] command)
    {
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var ear = new Ear(sink, process);
        process.OutputDataReceived += (_, line) => ear.Hear(line.Data);
        process.BeginOutputReadLine();
        return ear;
    }

    /// <summary>What is posted to a port of the loopback.</summary>
    public static Ear OfWebhook(int port)
    {
        var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        listener.Start();
        var ear = new Ear("webhook", listener);
        new Thread(() =>
        {
            while (listener.IsListening)
            {
                try
                {
                    var context = listener.GetContext();
                    using (var body = new StreamReader(context.Request.InputStream)) ear.Hear(body.ReadToEnd());
                    context.Response.StatusCode = 204;
                    context.Response.Close();
                }
                catch (HttpListenerException)
                {
                    // It was closed.
                }
            }
        })
        { IsBackground = true }.Start();
        return ear;
    }

    /// <summary>What is sent to a socket in the place of journald's.</summary>
    public static Ear OfJournal(string path)
    {
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        var ear = new Ear("journal", socket);
        new Thread(() =>
        {
            var buffer = new byte[1 << 18];
            while (true) ear.Hear(Encoding.UTF8.GetString(buffer.AsSpan(0, socket.Receive(buffer))));
        })
        { IsBackground = true }.Start();
        return ear;
    }

    /// <summary>
    /// When it was told something that holds all of <paramref name="words"/>, as <see cref="Stopwatch"/> counts.
    /// </summary>
    /// <exception cref="TimeoutException">It was not.</exception>
    public long WaitFor(TimeSpan patience, params string[] words)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < patience)
        {
            if (_heard.TryTake(out var heard, 100) && words.All(word => heard.Text.Contains(word, StringComparison.Ordinal)))
                return heard.Stamp;
        }

        throw new TimeoutException($"{Sink} was never told of {string.Join(' ', words)}.");
    }

    public void Dispose()
    {
        if (_source is Process process) process.Kill();
        _source.Dispose();
    }

    private void Hear(string? text)
    {
        if (text is not null) _heard.Add((text, Stopwatch.GetTimestamp()));
    }
}
