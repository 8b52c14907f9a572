using System.Globalization;

namespace VirtAgent.Benchmarks;

/// <summary>
/// A large ruleset as administrators grow them around libvirt's own: before libvirt's jumps a block list for every interface,
/// access lists for other interfaces, for an interface that is not there and for none; behind them, long lists of accepts
/// and drops without interfaces. The same number of rules always gives the same text.
/// </summary>
internal sealed class RuleMix
{
    private const string FirstJump = "-A FORWARD -j LIBVIRT_FWX";

    private static readonly int[] Services = [22, 25, 53, 80, 123, 143, 389, 443, 636, 993, 3306, 5432, 6443, 8080, 8443, 9100];

    private readonly Random _random = new(2);

    private RuleMix()
    {
    }

    /// <summary>
    /// Puts rules around <paramref name="libvirt"/>, as iptables-save printed it, to make <paramref name="count"/>.
    /// </summary>
    public static string Around(string libvirt, int count)
    {
        var mix = new RuleMix();
        var lines = libvirt.Split('\n').ToList();
        var wanted = count - lines.Count(line => line.StartsWith("-A ", StringComparison.Ordinal));
        var (before, chains) = mix.Before(wanted / 2);
        var behind = mix.Behind(wanted - before.Count).ToList();

        lines.InsertRange(lines.IndexOf("COMMIT", lines.IndexOf(FirstJump)), behind);
        lines.InsertRange(lines.IndexOf(FirstJump), before);
        lines.InsertRange(lines.IndexOf(":LIBVIRT_FWI - [0:0]"), chains.Select(chain => $":{chain} - [0:0]"));
        return string.Join('\n', lines);
    }

    private (List<string> Rules, string[] Chains) Before(int count)
    {
        List<string> rules =
        [
            "-A FORWARD -j BLOCKED",
            "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "-A FORWARD -m conntrack --ctstate INVALID -j DROP",
            "-A FORWARD -i lan0 -o lan1 -j LAN0-LAN1",
            "-A FORWARD -i lan1 -o lan0 -j LAN1-LAN0",
            "-A FORWARD -i tun+ -j VPN",
        ];
        while (rules.Count < count)
        {
            rules.Add((rules.Count % 20) switch
            {
                < 6 => $"-A BLOCKED -s {Prefix(24)} -j DROP",
                < 8 => $"-A FORWARD -s {Prefix(16)} -d {Prefix(16)} -p tcp -m tcp --dport {Service()} -j DROP",
                < 12 => $"-A LAN0-LAN1 -s 10.20.{Octet()}.0/24 -d 10.30.{Octet()}.{Octet()} -p tcp -m tcp --dport {Service()} "
                    + "-m conntrack --ctstate NEW -j ACCEPT",
                < 15 => $"-A LAN1-LAN0 -s 10.30.{Octet()}.{Octet()} -p tcp -m multiport "
                    + $"--dports {Service()},{Service()},5000:5100 -j ACCEPT",
                < 18 => $"-A VPN -s 10.8.{Octet()}.{Octet()} -d 10.20.{Octet()}.0/24 -j ACCEPT",
                _ => $"-A RETIRED -d {Prefix(16)} -p udp -m udp --dport {Service()} -j ACCEPT",
            });
        }

        return (rules, ["BLOCKED", "LAN0-LAN1", "LAN1-LAN0", "VPN", "RETIRED"]);
    }

    private IEnumerable<string> Behind(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return (i % 20) switch
            {
                < 10 => $"-A FORWARD -s {Prefix(16)} -d 10.20.{Octet()}.0/24 -p tcp -m tcp --dport {Service()} -j ACCEPT",
                < 13 => $"-A FORWARD -d {Prefix(24)} -j DROP",
                < 16 => $"-A FORWARD -s 10.30.{Octet()}.0/24 -p udp -m multiport --dports {Service()},{Service()} -j ACCEPT",
                16 => $"-A FORWARD -m iprange --src-range 10.30.{i % 250}.10-10.30.{i % 250}.99 -p tcp -m tcp "
                    + $"--dport {Service()} -j DROP",
                17 => $"-A FORWARD ! -s 10.20.0.0/16 -d 10.20.{Octet()}.{Octet()} -p icmp -m icmp --icmp-type 8 -j ACCEPT",
                18 => $"-A FORWARD -i lan0 -m mac --mac-source 52:54:00:{Hex()}:{Hex()}:{Hex()} -j DROP",
                _ => $"-A FORWARD -s {Prefix(24)} -m conntrack --ctstate NEW -m comment --comment \"ticket {i}\" -j DROP",
            };
        }
    }

    private int Service() => Services[_random.Next(Services.Length)];

    private int Octet() => _random.Next(256);

    private string Hex() => Octet().ToString("x2", CultureInfo.InvariantCulture);

    /// <summary>A prefix of addresses that are routed to the uplink.</summary>
    private string Prefix(int length)
    {
        var first = 20 + _random.Next(100);
        return length == 16 ? $"{first}.{Octet()}.0.0/16" : $"{first}.{Octet()}.{Octet()}.0/24";
    }
}
