using System.Diagnostics;

namespace VirtAgent.SystemTests.Support;

/// <summary>
/// A dbus-daemon with the rules of the system bus and the policy of <c>deploy/dbus</c>, asked by other users. The package's user
/// and group virt-agent do not exist here: games, which every Debian has and nobody uses, stands in for both.
/// </summary>
internal sealed class GuardedBus : IDisposable
{
    /// <summary>What /usr/share/dbus-1/system.conf allows everybody.</summary>
    private const string SystemBus = """
        <policy context="default">
          <allow user="*"/>
          <deny own="*"/>
          <deny send_type="method_call"/>
          <allow send_type="signal"/>
          <allow send_requested_reply="true" send_type="method_return"/>
          <allow send_requested_reply="true" send_type="error"/>
          <allow receive_type="method_call"/>
          <allow receive_type="method_return"/>
          <allow receive_type="error"/>
          <allow receive_type="signal"/>
          <allow send_destination="org.freedesktop.DBus" send_interface="org.freedesktop.DBus"/>
        </policy>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("virt-agent-bus-");
    private readonly Process _daemon;

    public GuardedBus(string policyFile)
    {
        // Others than root have to get at the socket.
        Command.Must(["chmod", "755", _folder.FullName]);
        var policy = File.ReadAllText(policyFile).Replace("=\"virt-agent\"", "=\"games\"", StringComparison.Ordinal);
        File.WriteAllText($"{_folder}/policy.conf", policy);
        File.WriteAllText($"{_folder}/bus.conf", $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
              "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>system</type><listen>{Address}</listen><auth>EXTERNAL</auth>
              {SystemBus}
              <include>{_folder}/policy.conf</include>
            </busconfig>
            """);
        _daemon = Begin(["dbus-daemon", $"--config-file={_folder}/bus.conf", "--nofork", "--nopidfile", "--print-address=1"]);
        _ = _daemon.StandardError.ReadToEndAsync();
        if (_daemon.StandardOutput.ReadLine() is null) throw new InvalidOperationException("dbus-daemon did not start.");
    }

    public string Address => $"unix:path={_folder}/bus";

    /// <summary>busctl as a user with one group and no others.</summary>
    public Command Busctl(string user, string group, params string[] arguments) =>
        Command.Run([.. As(user, group), "busctl", $"--address={Address}", .. arguments]);

    /// <summary>Everything that user hears until somebody says that it is over (<see cref="SayOver"/>).</summary>
    public string HeardBy(string user, string group, Action meanwhile)
    {
        using var monitor = Begin([.. As(user, group), "dbus-monitor", "--address", Address, "type='signal'"]);
        _ = monitor.StandardError.ReadToEndAsync();
        var heard = new List<string>();

        // Its own name is the first thing it hears, and comes when it listens.
        Until("NameAcquired");
        meanwhile();
        Until("member=Over");
        monitor.Kill();
        monitor.WaitForExit();
        return string.Join('\n', heard);

        void Until(string sign)
        {
            while (monitor.StandardOutput.ReadLine() is { } line)
            {
                heard.Add(line);
                if (line.Contains(sign, StringComparison.Ordinal)) return;
            }

            throw new InvalidOperationException($"dbus-monitor ended before {sign}: {string.Join('\n', heard)}");
        }
    }

    /// <summary>A signal that everybody may hear.</summary>
    public void SayOver() => Command.Must(["busctl", $"--address={Address}", "emit", "/", "org.example.Test", "Over"]);

    public void Dispose()
    {
        _daemon.Kill();
        _daemon.WaitForExit();
        _daemon.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string[] As(string user, string group) =>
        ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups"];

    private static Process Begin(string[] argv) => Process.Start(
        new ProcessStartInfo(argv[0], argv.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
