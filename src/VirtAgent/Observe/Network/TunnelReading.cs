using System.Text.Json;
using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Observe.Network;

/// <summary>Reads what takes packets out of packets or sends them another way: tunnels, IPVS, PPPoE, IPsec.</summary>
internal static class TunnelReading
{
    private const string Netlink = "/proc/net/netlink";
    private const string Xfrm = "6";

    /// <summary>Writes the members of <c>tunnels.json</c>.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    /// <exception cref="IOException">A file of /proc cannot be read.</exception>
    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("devices");
        using (var dump = LinkDump.Open())
        {
            foreach (var tunnel in dump.Tunnels())
            {
                json.WriteStartObject();
                json.WriteString("name", tunnel.Name);
                json.WriteString("kind", tunnel.Kind);
                json.WriteBoolean("up", tunnel.Up);
                if (tunnel.Local is { } local) json.WriteString("local", local.ToString());
                if (tunnel.Remote is { } remote) json.WriteString("remote", remote.ToString());
                json.WriteNumber("port", tunnel.Port);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteNumber("ipsec_policies", HasIpsec() ? IpsecPolicies.Outbound() : 0);

        // "TCP  C0A87A01:0050 rr" stands for a service, "  -> …" for a server of it; the third line ends the head.
        Lines(json, "virtual_services", "/proc/net/ip_vs", line => line is ['T' or 'U' or 'S' or 'F', ..]
            ? string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2)) : null);

        // "00000001  52:54:00:12:34:56      virbr1", below a head.
        Lines(json, "pppoe_sessions", "/proc/net/pppoe", line =>
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var id, _, var device] && id != "Id" ? device : null);
    }

    /// <summary>
    /// A socket of a netlink family that nobody has registered makes the kernel load a module. The kernel's own end of each is
    /// listed.
    /// </summary>
    private static bool HasIpsec() => File.ReadLines(Netlink)
        .Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, Xfrm, "0", ..]);

    private static void Lines(Utf8JsonWriter json, string name, string path, Func<string, string?> read)
    {
        json.WriteStartArray(name);
        // Where nobody has loaded the module there is no file, and nothing in it.
        if (File.Exists(path))
            foreach (var line in File.ReadLines(path).Select(read).OfType<string>()) json.WriteStringValue(line);
        json.WriteEndArray();
    }
}
