using System.Diagnostics;
using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// The KVM host of the benchmarks: a lab (<c>tests/lab/lab</c>) with the NAT network <c>default</c>, the isolated
/// <c>network1</c>, a guest in each, an uplink and two local networks; and the published executable.
/// </summary>
internal sealed class BenchmarkHost : IDisposable
{
    private const string Topology = """
        ip netns add outside
        for device in up0:198.51.100.1/24 lan0:10.20.0.1/16 lan1:10.30.0.1/16; do
            ip link add "${device%%:*}" type veth peer name eth0 netns outside
            ip -n outside link set eth0 name "${device%%:*}" up
            ip address add "${device#*:}" dev "${device%%:*}"
            ip link set "${device%%:*}" up
        done
        ip route add default via 198.51.100.2
        for network in default network1; do
            virsh -q net-define "$1/tests/lab/xml/$network.xml"
            virsh -q net-start "$network"
        done
        for guest in guest-e1000e guest-virtio; do
            virsh -q define "$1/tests/lab/xml/$guest.xml"
            virsh -q start "$guest" --paused
        done
        """;

    private static readonly string LabProgram = RepositoryFolder.Path("tests/lab/lab");
    private static readonly Lazy<string> Published = new(Publish);

    private readonly string _name = $"bench-{Environment.ProcessId}";

    private BenchmarkHost()
    {
    }

    /// <summary>The published <c>virt-agent</c>; who asks first waits until it is.</summary>
    public static string Agent => Published.Value;

    /// <summary>Program and arguments that lead into the lab.</summary>
    public IReadOnlyList<string> Inside => [LabProgram, "x", _name];

    /// <summary>The lab's libvirtd, for a client outside.</summary>
    public string Uri => Command.Must([LabProgram, "uri", _name]).Trim();

    /// <summary>The root of its file system, seen from outside.</summary>
    public string Root => $"/proc/{Command.Must([LabProgram, "pid", _name]).Trim()}/root";

    /// <summary>Builds the C programs and boots the lab.</summary>
    public static BenchmarkHost Up()
    {
        Build("make", "-C", RepositoryFolder.Path("native"), "--quiet");
        Command.Must([LabProgram, "sweep"]);
        var host = new BenchmarkHost();
        Command.Must([LabProgram, "up", host._name], environment: new Dictionary<string, string>
        {
            ["LAB_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        });
        try
        {
            host.Must("bash", "-euc", Topology, "bash", RepositoryFolder.InLab(""));
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>The path of a program of <c>native/</c>.</summary>
    public static string NativeProgram(string name) => RepositoryFolder.Path($".artifacts/native/{name}");

    /// <summary>Runs a program inside that has to succeed, and returns its stdout.</summary>
    public string Must(params string[] argv) => Command.Must([.. Inside, .. argv]);

    /// <summary>Ends the lab.</summary>
    public void Dispose() => Command.Must([LabProgram, "down", _name]);

    private static string Publish()
    {
        var (source, folder) = (RepositoryFolder.Path("src/VirtAgent"), RepositoryFolder.Path(".artifacts/benchmark"));
        Build("dotnet", "publish", source, "-c", "Release", "-o", folder, "--nologo", "-v", "quiet");
        return $"{folder}/virt-agent";
    }

    private static void Build(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {arguments[0]} failed: {output}");
    }
}
