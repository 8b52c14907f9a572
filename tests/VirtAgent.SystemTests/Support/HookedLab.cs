using VirtAgent.Observe.Hints;

namespace VirtAgent.SystemTests.Support;

/// <summary>A lab with the network hook installed, a network and a guest; the test itself is the agent, from outside.</summary>
internal sealed class HookedLab : IDisposable
{
    /// <summary>The guest, on network1.</summary>
    public const string Guest = "guest-virtio";

    private HookedLab(Lab lab) => Lab = lab;

    /// <summary>The lab.</summary>
    public Lab Lab { get; }

    /// <summary>The hook's program, as built here.</summary>
    public static string Program => RepositoryFolder.Path(".artifacts/native/network_hook");

    /// <summary>The agent's socket, seen from outside.</summary>
    public string Socket => $"{Lab.RootPath}/run/virt-agent/hook.sock";

    /// <summary>The hook's spool, seen from outside.</summary>
    public string Spool => $"{Lab.RootPath}/var/lib/virt-agent/hook";

    /// <summary>How many notices are in the spool.</summary>
    public int Spooled => Directory.Exists(Spool) ? Directory.GetFiles(Spool, "*.notice").Length : 0;

    /// <summary>Boots it.</summary>
    public static HookedLab Up(string prefix)
    {
        var folder = Path.GetDirectoryName(Program)!;
        var hooked = new HookedLab(Lab.Up(prefix));
        try
        {
            Command.Must(["make", "-s", "-C", RepositoryFolder.Path("native"), $"O={folder}", Program]);
            hooked.Lab.StartNetwork(Lab.Xml("network1"));
            hooked.Lab.Must("install", "-d", "/run/virt-agent");
            hooked.Installed = hooked.Deploy("install", "--binary", Program);
            return hooked;
        }
        catch
        {
            hooked.Dispose();
            throw;
        }
    }

    /// <summary>What the installation said.</summary>
    public string Installed { get; private set; } = "";

    /// <summary>Runs <c>deploy/hook</c> in it.</summary>
    public string Deploy(params string[] arguments) => Lab.Must([RepositoryFolder.Path("deploy/hook"), .. arguments]);

    /// <summary>The agent's socket, served.</summary>
    public HookSocket Listen(Reports reports)
    {
        var socket = new HookSocket(Socket, reports.Hints, reports.Writer, reports.Tell);
        socket.Start();
        while (!File.Exists(Socket)) Thread.Sleep(5);
        return socket;
    }

    /// <summary>libvirt's port files, watched.</summary>
    public PortFolder Watch(Reports reports)
    {
        var folder = new PortFolder($"{Lab.RootPath}/run/libvirt/network", reports.Hints, reports.Writer, reports.Tell);
        folder.Start();
        return folder;
    }

    /// <summary>Starts the guest, which has to succeed.</summary>
    public void StartGuest() => Lab.StartGuest(Lab.Xml(Guest));

    /// <summary>Ends the guest.</summary>
    public void StopGuest() => Lab.Must("virsh", "-q", "destroy", Guest);

    /// <summary>The network's ports, as libvirt lists them.</summary>
    public string[] ListedPorts() =>
        Lab.Must("virsh", "-q", "net-port-list", "network1")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Ends it.</summary>
    public void Dispose() => Lab.Dispose();
}
