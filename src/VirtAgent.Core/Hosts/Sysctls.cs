using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Hosts;

/// <summary>Kernel parameters by dotted name (<c>net.ipv4.ip_forward</c>). A key that is absent was not observed.</summary>
/// <param name="Values">Value by name.</param>
public sealed record Sysctls(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The number <paramref name="key"/> holds, or null where it was not observed or is no number.</summary>
    public int? Number(string key) => Values.TryGetValue(key, out var text) && int.TryParse(text, out var number) ? number : null;

    /// <summary>
    /// A per-device parameter such as <c>net.ipv6.conf.DEV.disable_ipv6</c>. sysctl(8) prints a dot in a device name as a
    /// slash, /proc paths the other way round; both spellings are looked up.
    /// </summary>
    public int? Device(Family family, string device, string name)
    {
        var ip = family == Family.IPv4 ? "ipv4" : "ipv6";
        return Number($"net.{ip}.conf.{device}.{name}") ?? Number($"net.{ip}.conf.{device.Replace('.', '/')}.{name}");
    }
}
