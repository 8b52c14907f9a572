using System.Globalization;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Support;

/// <summary>
/// Sends a witness through the real kernel of a lab (<c>native/witness.c</c>). It enters where the witness says: through a port
/// of the bridge, as from a guest, or from the far end of an uplink; it counts when the host sends it on the witness's device.
/// </summary>
internal static class WitnessProbe
{
    // Without a usable link-local address the host cannot search for an IPv6 neighbour.
    private const string AwaitLinkLocal = """
        for _ in {1..500}; do
            [ "$(cat /proc/sys/net/ipv6/conf/"$1"/disable_ipv6)" = 0 ] || exit 0
            [ -z "$(ip -6 address show dev "$1" scope link -tentative)" ] || exit 0
            sleep 0.01
        done
        echo "$1 had no usable link-local address after 5 s." >&2
        exit 1
        """;

    private static readonly Lazy<string> Program = new(Compile);

    /// <summary>
    /// Whether the kernel forwards <paramref name="witness"/>. Forgets the lab's connections; takes a second to say no.
    /// </summary>
    /// <exception cref="NotSupportedException">No packet can be sent that would be such a witness.</exception>
    /// <exception cref="InvalidOperationException">
    /// A device is not there, or is neither a bridge nor the near end of an uplink.
    /// </exception>
    public static bool Confirm(Lab lab, Witness witness)
    {
        // A bridge without a port has no carrier, and the host sends nothing on it: someone must be there on the way out, too.
        using var sender = AtBridge(lab, witness.Packet.In);
        using var receiver = witness.Out == witness.Packet.In ? null : AtBridge(lab, witness.Out);
        if (witness.Packet.Family == Family.IPv6) lab.Shell(AwaitLinkLocal, witness.Out);
        return sender is null
            ? Crosses(lab, witness, KvmHost.Outside, FarEnd(lab, witness.Packet.In))
            : Crosses(lab, witness, sender.NetworkNamespace, StandIn.Device);
    }

    /// <summary>
    /// Whether the host sends <paramref name="witness"/> on its device when it is sent on <paramref name="device"/> of a network
    /// namespace of the lab, to the hardware address of the device that it enters on.
    /// </summary>
    public static bool Crosses(Lab lab, Witness witness, string netns, string device)
    {
        var packet = witness.Packet;
        string[] argv =
        [
            Program.Value,
            "--inject", lab.NetworkNamespace(netns), device,
            "--watch", lab.NetworkNamespace(), witness.Out,
            "--src-mac", packet.SourceMac == default ? "02:00:00:00:00:01" : packet.SourceMac.ToString(),
            "--dst-mac", lab.Must("cat", $"/sys/class/net/{packet.In}/address").Trim(),
            "--src", packet.Source.ToString(), "--dst", packet.Destination.ToString(), "--proto", Number(packet.Protocol),
            "--sport", Number(packet.SourcePort), "--dport", Number(packet.DestinationPort),
            "--icmp-type", Number(packet.IcmpType), "--icmp-code", Number(packet.IcmpCode),
            "--tcp-flags", Number(packet.TcpFlags), "--state", State(packet),
        ];
        var answer = Command.Run(argv);
        return answer.Exit switch
        {
            0 => true,
            1 => false,
            _ => throw new InvalidOperationException($"The witness could not be asked for: {answer.Error.Trim()}"),
        };
    }

    private static StandIn? AtBridge(Lab lab, string device) =>
        lab.Run("test", "-d", $"/sys/class/net/{device}/bridge").Exit == 0 ? StandIn.Attach(lab, device) : null;

    /// <summary>A packet becomes untracked by a rule of the host, not by what it holds, so it is sent like a new one.</summary>
    private static string State(Packet packet) => packet.State switch
    {
        _ when packet.LaterFragment => throw new NotSupportedException("A later fragment alone is held back by conntrack."),
        ConnectionStates.New or ConnectionStates.Untracked => "NEW",
        ConnectionStates.Invalid => "INVALID",
        _ => throw new NotSupportedException($"One packet alone is never {packet.State}."),
    };

    private static string FarEnd(Lab lab, string device)
    {
        var index = lab.Must("cat", $"/sys/class/net/{device}/iflink").Trim();
        var links = lab.Must("ip", "-n", KvmHost.Outside, "-o", "link").Split('\n');
        var link = links.FirstOrDefault(line => line.StartsWith($"{index}: ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"{device} is no bridge, and its far end is not in '{KvmHost.Outside}'.");
        return link.Split(' ')[1].Split('@')[0];
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Compile()
    {
        var folder = Directory.CreateTempSubdirectory("virt-agent-witness-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Command.Must(["make", "-s", "-C", RepositoryFolder.Path("native"), $"O={folder}", $"{folder}/witness"]);
        return $"{folder}/witness";
    }
}
