using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace VirtAgent.Interop.Systemd;

/// <summary>
/// Tells systemd how the service is (sd_notify(3)). Where the process was not started by systemd it tells nobody. No failure is
/// an exception: a service that cannot say how it is should go on all the same.
/// </summary>
public sealed class Notifier : IDisposable
{
    private const int SendMilliseconds = 1000;

    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _systemd;

    /// <summary>For one socket of systemd.</summary>
    /// <param name="path">What systemd puts into NOTIFY_SOCKET: @ begins an abstract one; null where there is none.</param>
    public Notifier(string? path)
    {
        // Newer systemds also have vsock: for the inside of a guest, which is not where a host's agent runs.
        if (string.IsNullOrEmpty(path) || path[0] is not ('/' or '@')) return;

        _systemd = new UnixDomainSocketEndPoint(path[0] == '@' ? $"\0{path[1..]}" : path);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = SendMilliseconds };
    }

    /// <summary>The one for this process: NOTIFY_SOCKET of its environment.</summary>
    public static Notifier OfProcess() => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    /// <summary>
    /// How long systemd waits between two <see cref="Watchdog"/> before it kills the process (WATCHDOG_USEC, WATCHDOG_PID); null
    /// where it does not. Feed it at half of that.
    /// </summary>
    public static TimeSpan? WatchdogTimeout()
    {
        var (process, self) = (Environment.GetEnvironmentVariable("WATCHDOG_PID"), $"{Environment.ProcessId}");
        if (!string.IsNullOrEmpty(process) && process != self) return null;
        var timeout = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
        return ulong.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds is > 0 and < int.MaxValue * 1000UL
                ? TimeSpan.FromMicroseconds(microseconds)
                : null;
    }

    /// <summary>The service has started, or the reload that <see cref="Reloading"/> began is done.</summary>
    /// <returns>Whether systemd was told; the same for all that follow.</returns>
    public bool Ready() => Tell("READY=1");

    /// <summary>The service reads its configuration again. The time says which reload is meant (CLOCK_MONOTONIC).</summary>
    public bool Reloading() => Tell(string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={(long)Stopwatch.GetElapsedTime(0).TotalMicroseconds}"));

    /// <summary>The service stops.</summary>
    public bool Stopping() => Tell("STOPPING=1");

    /// <summary>The service is alive.</summary>
    public bool Watchdog() => Tell("WATCHDOG=1");

    /// <summary>What <c>systemctl status</c> shows.</summary>
    /// <param name="text">One line; a line end would begin another assignment and is made a space.</param>
    public bool Status(string text) => Tell($"STATUS={text.ReplaceLineEndings(" ")}");

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private bool Tell(string state)
    {
        if (_socket is null) return false;
        try
        {
            return _socket.SendTo(Encoding.UTF8.GetBytes(state), _systemd!) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
