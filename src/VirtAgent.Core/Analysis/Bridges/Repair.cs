using VirtAgent.Core.Text;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>Words of remedies that several findings share.</summary>
internal static class Repair
{
    /// <summary>
    /// What makes libvirt create missing ports again and put taps back; a reload or net-start does neither. Guests keep running.
    /// </summary>
    public const string RestartLibvirt =
        "`systemctl restart libvirtd` (with split daemons: virtnetworkd, then virtqemud; guests keep running)";

    /// <summary>Enslaves a device again.</summary>
    public static string PutBack(string device, string bridge) => Shown("ip", "link", "set", "dev", device, "master", bridge);

    /// <summary>Takes a device out of its bridge.</summary>
    public static string TakeOut(string device) => Shown("ip", "link", "set", "dev", device, "nomaster");

    /// <summary>Keeps a member of a bridge from the other isolated members.</summary>
    public static string Isolate(string device) => Shown("bridge", "link", "set", "dev", device, "isolated", "on");

    /// <summary>A command of virsh(1) about one network; behind -- a name that looks like an option is none.</summary>
    public static string Virsh(string command, string network, params string[] more) =>
        Shown(["virsh", command, .. network.StartsWith('-') ? ["--"] : Array.Empty<string>(), network, .. more]);

    private static string Shown(params string[] words) => $"`{new ShellCommand(words)}`";
}
