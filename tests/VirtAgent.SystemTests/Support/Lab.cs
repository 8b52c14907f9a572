using System.Globalization;
using System.Xml.Linq;

namespace VirtAgent.SystemTests.Support;

/// <summary>
/// A private KVM host (<c>tests/lab/lab</c>): systemd, libvirtd, firewall, bridges and guests of its own, thrown away on
/// disposal. The work tree is visible in it, read-only, as <see cref="RepositoryFolder.InLab"/> says.
/// </summary>
internal sealed class Lab : IDisposable
{
    /// <summary>The script behind all of this.</summary>
    public static readonly string Program = RepositoryFolder.Path("tests/lab/lab");

    private static int _count;

    // A bash that finds the way each time would take longer than most of what is run inside.
    private string[] _way = [];
    private string _started = "";

    private Lab(string name)
    {
        Name = name;
        Locate();
    }

    /// <summary>Its name, which is also its host name.</summary>
    public string Name { get; }

    /// <summary>Its PID 1, as this machine numbers it.</summary>
    public int Pid { get; private set; }

    /// <summary>Its libvirtd, for a libvirt client outside.</summary>
    public string Uri { get; private set; } = "";

    /// <summary>Its root folder, seen from outside.</summary>
    public string RootPath => $"/proc/{Pid}/root";

    /// <summary>Boots a lab; the running test fails where that is not possible.</summary>
    /// <param name="prefix">Lower-case letters, digits and dashes, at most 24; the name is made unique.</param>
    /// <param name="root">The files to boot from: another release's (<see cref="Release"/>), or this machine's own.</param>
    public static Lab Up(string prefix, string root = "")
    {
        RequireLab.OrFail();
        var name = $"{prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        Command.Must([Program, "up", name], environment: new Dictionary<string, string>
        {
            ["LAB_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            ["LAB_ROOT"] = root,
        });
        return new Lab(name);
    }

    /// <summary>Runs a program inside.</summary>
    public Command Run(params string[] argv) => Command.Run([.. Way(), .. argv]);

    /// <summary>Runs a program inside that has to succeed, and returns its stdout.</summary>
    /// <exception cref="InvalidOperationException">Its exit code was not 0; the message holds its stderr.</exception>
    public string Must(params string[] argv) => Command.Must([.. Way(), .. argv]);

    /// <summary>
    /// Runs a bash script inside that has to succeed, with <paramref name="arguments"/> as $1 and on, and returns its stdout.
    /// It stops at the first failing command.
    /// </summary>
    /// <exception cref="InvalidOperationException">Its exit code was not 0; the message holds its stderr.</exception>
    public string Shell(string script, params string[] arguments) =>
        Must(["bash", "-euo", "pipefail", "-c", script, "bash", .. arguments]);

    /// <summary>Runs a program inside until it prints something; ten seconds are ample for what a moment is enough for.</summary>
    public string Await(params string[] argv)
    {
        for (var i = 0; i < 100; i++)
        {
            var printed = Run(argv).Out;
            if (printed.Length > 0 && !printed.StartsWith("-- No entries", StringComparison.Ordinal)) return printed;
            Thread.Sleep(100);
        }

        throw new TimeoutException($"'{string.Join(' ', argv)}' prints nothing.");
    }

    /// <summary>
    /// The path of its network namespace, or of the one in it that <c>ip netns</c> calls <paramref name="name"/>.
    /// </summary>
    public string NetworkNamespace(string? name = null) =>
        name is null ? $"/proc/{Pid}/ns/net" : $"{RootPath}/run/netns/{name}";

    /// <summary>Reads a network or guest from <c>tests/lab/xml</c>.</summary>
    public static string Xml(string name) => File.ReadAllText(RepositoryFolder.Path($"tests/lab/xml/{name}.xml"));

    /// <summary>Defines and starts a network.</summary>
    public void StartNetwork(string xml)
    {
        Feed(xml, "net-define");
        Must("virsh", "-q", "net-start", NameIn(xml));
    }

    /// <summary>Defines and starts a guest. Paused it costs nothing, and has its tap and its port all the same.</summary>
    public void StartGuest(string xml, bool paused = true)
    {
        Feed(xml, "define");
        string[] options = paused ? ["--paused"] : [];
        Must(["virsh", "-q", "start", NameIn(xml), .. options]);
    }

    /// <summary>Boots it again, with its files as they are; what libvirt does not start by itself stays down.</summary>
    public void Reboot()
    {
        Command.Must([Program, "reboot", Name]);
        Locate();
    }

    /// <summary>Ends it, with all that runs in it.</summary>
    public void Dispose() => Command.Must([Program, "down", Name]);

    private void Locate()
    {
        Pid = int.Parse(Command.Must([Program, "pid", Name]), CultureInfo.InvariantCulture);
        Uri = Command.Must([Program, "uri", Name]).Trim();
        _way = Command.Must([Program, "way", Name]).TrimEnd().Split('\n');
        _started = Started();
    }

    // Numbers of processes are used again, and what is meant for the lab must never run on this machine.
    private string[] Way() => Directory.Exists($"/proc/{Pid}") && Started() == _started
        ? _way
        : throw new InvalidOperationException($"The lab {Name} has ended.");

    // Field 22 of proc_pid_stat(5), the 20th behind the name.
    private string Started()
    {
        var stat = File.ReadAllText($"/proc/{Pid}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }

    private void Feed(string xml, string verb) => Command.Must([.. Way(), "virsh", "-q", verb, "/dev/stdin"], xml);

    private static string NameIn(string xml) => XDocument.Parse(xml).Root!.Element("name")!.Value;
}
