using System.Diagnostics;

namespace VirtAgent.Tests.Support;

/// <summary>
/// A real dbus-daemon of the test's own, and busctl as its client (Debian packages <c>dbus-daemon</c> and <c>systemd</c>). Needs
/// no root.
/// </summary>
internal sealed class PrivateBus : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _configuration;
    private Process _daemon;

    public PrivateBus(string policy = "<allow own='*'/>")
    {
        Need("dbus-daemon");
        Need("busctl");
        _configuration = _folder.Write("bus.conf", $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
              "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <listen>{Address}</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>{policy}
              </policy>
            </busconfig>
            """);
        _daemon = Start();
    }

    public string Address => $"unix:path={_folder.Path}/bus";

    public void Stop()
    {
        _daemon.Kill();
        _daemon.WaitForExit();
        _daemon.Dispose();
    }

    public void StartAgain() => _daemon = Start();

    /// <summary>It takes connections and does nothing more, like a daemon that hangs.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Returns when somebody has the name.</summary>
    public void WaitForOwner(string name)
    {
        for (var patience = 600; Try(["status", name]).Exit != 0; patience--)
        {
            Assert.True(patience > 0, $"Nobody takes the name {name}.");
            Thread.Sleep(100);
        }
    }

    /// <summary>What busctl prints; the test fails where busctl does.</summary>
    public string Busctl(params string[] arguments)
    {
        var (exit, output, error) = Try(arguments);
        Assert.True(exit == 0, $"busctl {string.Join(' ', arguments)}: {error}");
        return output;
    }

    /// <summary>What busctl complains about; the test fails where it does not.</summary>
    public string Refused(params string[] arguments)
    {
        var (exit, output, error) = Try(arguments);
        Assert.True(exit != 0, $"busctl {string.Join(' ', arguments)} answered: {output}");
        return error.Trim();
    }

    public BusMonitor Monitor() => new(Begin("busctl", [$"--address={Address}", "--json=short", "monitor"]));

    public void Dispose()
    {
        Stop();
        _folder.Dispose();
    }

    private (int Exit, string Output, string Error) Try(string[] arguments)
    {
        using var busctl = Begin("busctl", [$"--address={Address}", .. arguments]);
        var error = busctl.StandardError.ReadToEndAsync();
        var output = busctl.StandardOutput.ReadToEnd();
        busctl.WaitForExit();
        return (busctl.ExitCode, output.TrimEnd('\n'), error.Result);
    }

    private void Signal(string signal)
    {
        using var kill = Begin("kill", [$"-{signal}", $"{_daemon.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private Process Start()
    {
        File.Delete($"{_folder.Path}/bus");
        var daemon = Begin("dbus-daemon", [$"--config-file={_configuration}", "--nofork", "--nopidfile", "--print-address=1"]);
        var complaints = daemon.StandardError.ReadToEndAsync();
        if (daemon.StandardOutput.ReadLine() is not null) return daemon;
        throw new InvalidOperationException($"dbus-daemon did not start: {complaints.Result}");
    }

    private static Process Begin(string program, IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static void Need(string program)
    {
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(':');
        if (folders.Any(folder => File.Exists(Path.Combine(folder, program)))) return;
        Assert.Fail($"{program} is missing: apt-get install dbus-daemon systemd");
    }
}
