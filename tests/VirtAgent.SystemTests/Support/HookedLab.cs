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

    /// <summary>The hook's program as built here, seen from the lab.</summary>
    public static string Program => RepositoryFolder.InLab(".artifacts/native/network_hook");

    /// <summary>The agent's socket, seen from outside.</summary>
    public string Socket => $"{Lab.RootPath}/run/virt-agent/hook.sock";

    /// <summary>The hook's spool, seen from outside.</summary>
    public string Spool => $"{Lab.RootPath}/var/lib/virt-agent/hook";

    /// <summary>How many notices are in the spool.</summary>
    public int Spooled => Directory.Exists(Spool) ? Directory.GetFiles(Spool, "*.notice").Length : 0;

    /// <summary>Boots it.</summary>
    public static HookedLab Up(string prefix)
    {
        var hooked = new HookedLab(Lab.Up(prefix));
        try
        {
            Command.Must(["make", "-s", "-C", RepositoryFolder.Path("native"), "../.artifacts/native/network_hook"]);
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
    public string Deploy(params string[] arguments) => Lab.Must([RepositoryFolder.InLab("deploy/hook"), .. arguments]);

    /// <summary>The agent's socket, served.</summary>
    public HookSocket Listen(Reports reports)
    {
        var socket = new HookSocket(Socket, reports.Hints, reports.Writer, reports.Tell);
        // The answer goes to a name that the kernel keeps per network namespace.
        NamespaceThread.Run(Lab.NetworkNamespace(), socket.Start);
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
    public void StartGuest() =>
        Lab.Must("virsh", "-q", "create", "--paused", RepositoryFolder.InLab($"tests/lab/xml/{Guest}.xml"));

    /// <summary>Ends the guest, which is gone then.</summary>
    public void StopGuest() => Lab.Must("virsh", "-q", "destroy", Guest);

    /// <summary>The network's ports, as libvirt lists them.</summary>
    public string[] ListedPorts() =>
        Lab.Must("virsh", "-q", "net-port-list", "network1")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Makes ports and deletes each at once, as fast as libvirt can; returns their UUIDs.</summary>
    public string[] MakeAndDeletePorts(int count)
    {
        var uuids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString("D")).ToArray();
        Directory.CreateDirectory($"{Lab.RootPath}/root/ports");
        foreach (var uuid in uuids)
        {
            File.WriteAllText($"{Lab.RootPath}/root/ports/{uuid}", $"""
                <networkport>
                  <uuid>{uuid}</uuid>
                  <owner><name>nobody</name><uuid>{Guid.NewGuid():D}</uuid></owner>
                  <mac address='52:54:00:00:00:01'/>
                </networkport>
                """);
        }

        var commands = uuids.Select(
            uuid => $"net-port-create network1 /root/ports/{uuid}\nnet-port-delete network1 {uuid}\n");
        Command.Must([Lab.Program, "x", Lab.Name, "virsh", "-q"], string.Concat(commands));
        return uuids;
    }

    /// <summary>Ends it.</summary>
    public void Dispose() => Lab.Dispose();
}
