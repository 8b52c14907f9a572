using System.Globalization;
using System.Xml.Linq;

namespace VirtAgent.SystemTests.Support;

/// <summary>
/// A private KVM host (<c>tests/lab/lab</c>): systemd, libvirtd, firewall, bridges and guests of its own, thrown away on
/// disposal. The work tree is visible in it, read-only, under the same path.
/// </summary>
internal sealed class Lab : IDisposable
{
    /// <summary>The script behind all of this.</summary>
    public static readonly string Program = RepositoryFolder.Path("tests/lab/lab");

    private static int _count;

    private Lab(string name)
    {
        Name = name;
        (Pid, Uri) = Locate(name);
    }

    /// <summary>Its name, which is also its host name.</summary>
    public string Name { get; }

    /// <summary>Its PID 1, as this machine numbers it.</summary>
    public int Pid { get; private set; }

    /// <summary>Its libvirtd, for a libvirt client outside.</summary>
    public string Uri { get; private set; }

    /// <summary>Its root folder, seen from outside.</summary>
    public string RootPath => $"/proc/{Pid}/root";

    /// <summary>Boots a lab; the running test is skipped (in CI: failed) where that is not possible.</summary>
    /// <param name="prefix">Lower-case letters, digits and dashes, at most 24; the name is made unique.</param>
    /// <param name="root">The files to boot from: another release's (<see cref="Release"/>), or this machine's own.</param>
    public static Lab Up(string prefix, string root = "")
    {
        RequireLab.OrSkip();
        var name = $"{prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        Command.Must([Program, "up", name], environment: new Dictionary<string, string>
        {
            ["LAB_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            ["LAB_ROOT"] = root,
            ["BIND"] = $"--bind-ro={RepositoryFolder.Path("")}",
        });
        return new Lab(name);
    }

    /// <summary>Runs a program inside.</summary>
    public Command Run(params string[] argv) => Command.Run([Program, "x", Name, .. argv]);

    /// <summary>Runs a program inside that has to succeed, and returns its stdout.</summary>
    /// <exception cref="InvalidOperationException">Its exit code was not 0; the message holds its stderr.</exception>
    public string Must(params string[] argv) => Command.Must([Program, "x", Name, .. argv]);

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
        (Pid, Uri) = Locate(Name);
    }

    /// <summary>Ends it, with all that runs in it.</summary>
    public void Dispose() => Command.Must([Program, "down", Name]);

    private static (int Pid, string Uri) Locate(string name) => (
        int.Parse(Command.Must([Program, "pid", name]), CultureInfo.InvariantCulture),
            Command.Must([Program, "uri", name]).Trim());

    private void Feed(string xml, string verb) => Command.Must([Program, "x", Name, "virsh", "-q", verb, "/dev/stdin"], xml);

    private static string NameIn(string xml) => XDocument.Parse(xml).Root!.Element("name")!.Value;
}
