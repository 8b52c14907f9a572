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
    public static string PutBack(string device, string bridge) => $"`ip link set dev {Word(device)} master {Word(bridge)}`";

    /// <summary>Takes a device out of its bridge.</summary>
    public static string TakeOut(string device) => $"`ip link set dev {Word(device)} nomaster`";

    /// <summary><paramref name="text"/> as one word of a shell: whoever may define a network or guest chooses its name.</summary>
    public static string Word(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "-_.:+".Contains(character))
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
