using System.Diagnostics;
using System.Text.Json;

namespace VirtAgent.Tests.Support;

/// <summary>Every message of a <see cref="PrivateBus"/> as <c>busctl monitor</c> tells it, from now on.</summary>
internal sealed class BusMonitor : IDisposable
{
    /// <summary>A signal that never comes ends the monitor and so the test, which would else hang.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _busctl;
    private readonly Timer _end;

    public BusMonitor(Process busctl)
    {
        _busctl = busctl;
        _end = new Timer(_ => busctl.Kill(), null, Patience, Timeout.InfiniteTimeSpan);
        var ready = busctl.StandardError.ReadLine();
        Assert.StartsWith("Monitoring bus message stream", ready);
    }

    /// <summary>The next signal of that name, whole.</summary>
    public JsonElement Next(string member)
    {
        while (_busctl.StandardOutput.ReadLine() is { } line)
        {
            var message = JsonDocument.Parse(line).RootElement;
            if (message.GetProperty("type").GetString() == "signal" && message.GetProperty("member").GetString() == member)
                return message;
        }

        throw new InvalidOperationException($"The monitor ended before {member} came: {_busctl.StandardError.ReadToEnd()}");
    }

    public void Dispose()
    {
        _end.Dispose();
        _busctl.Kill();
        _busctl.WaitForExit();
        _busctl.Dispose();
    }
}
