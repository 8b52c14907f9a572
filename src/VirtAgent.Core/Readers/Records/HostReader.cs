using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Assumptions;
using VirtAgent.Core.Readers.Iproute;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Records;

/// <summary>Turns a record into the model of a host.</summary>
public static class HostReader
{
    /// <summary>
    /// Reads everything that can be read; what is absent or broken becomes a gap that names the file. Never throws for
    /// anything a record may hold. Names come from inside the documents, not from the file names.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="memory">What was read of an earlier record of the same host; null for a single look.</param>
    /// <param name="firewall">What is in the firewall's files, where that is known; null to read them.</param>
    public static Host Read(HostRecord record, ParseCache? memory = null, FirewallReading? firewall = null)
    {
        memory ??= new ParseCache();
        firewall ??= FirewallReader.Read(record);
        var reading = new RecordReading(record, memory);
        var (guests, definitions) = Domains(reading);
        var host = new Host
        {
            Header = record.Header,
            Ports = reading.Folder(RecordFile.Ports, Port, port => (port.Network, port.Uuid)),
            Guests = guests,
            Definitions = definitions,
            Links = reading.File(RecordFile.Links, IpLinkReader.Read, []),
            Addresses = reading.File(RecordFile.Addresses, IpAddressReader.Read, []),
            Routes = Routes(reading),
            PolicyRules =
            [
                .. reading.File(RecordFile.Policy, json => IpRuleReader.Read(json, Family.IPv4), []),
                .. reading.File(RecordFile.Policy6, json => IpRuleReader.Read(json, Family.IPv6), []),
            ],
            Sysctls = reading.File(RecordFile.Sysctls, SysctlReader.Read, new Sysctls(new Dictionary<string, string>())),
        };
        host = host with
        {
            Networks = Networks(reading, host),
            HasRulesAlone = !RecordFile.BesideRules.Any(reading.Knows),
            TrafficControl = reading.BesideRules(RecordFile.Tc, TrafficControlReader.Read),
            Bridges = reading.BesideRules(RecordFile.Bridge, BridgeStateReader.Read),
            Tunnels = reading.BesideRules(RecordFile.Tunnels, TunnelStateReader.Read),
            Flows = reading.BesideRules(RecordFile.Conntrack, TrackedFlowReader.Read),
        };
        memory.Turn();
        return host with
        {
            RuleSets = firewall.RuleSets,
            Native = firewall.Native,
            Taints = firewall.Taints,
            Gaps = [.. reading.Gaps, .. firewall.Gaps],
        };
    }

    private static IReadOnlyList<VirtualNetwork> Networks(RecordReading reading, Host host)
    {
        var networks = reading.Folder(
            RecordFile.Networks,
            (path, xml) => new Definition(NetworkXmlReader.Read(xml), IsInactive(path)),
            one => (one.Network.Name, one.Inactive)).ToLookup(one => one.Inactive, one => one.Network);
        host = host with { Networks = [.. networks[false]], Gaps = [.. reading.Gaps] };
        return [.. host.Networks, .. LostNetworks.Of(host, [.. networks[true]])];
    }

    private static bool IsInactive(string path) => path.EndsWith(RecordFile.Inactive, StringComparison.Ordinal);

    private static NetworkPort Port(string path, string xml)
    {
        var parts = path.Split('/');
        return parts.Length == 3
            ? PortXmlReader.Read(xml, FileNameEscape.Unescape(parts[1]))
            : throw new ReadException($"{path} does not lie in the folder of a network.");
    }

    /// <summary>
    /// A record that was made without -4 holds IPv6 in the first file, some of it again in the second one or in none.
    /// </summary>
    private static IReadOnlyList<Route> Routes(RecordReading reading)
    {
        var routes = reading.File(RecordFile.Routes4, json => IpRouteReader.Read(json, Family.IPv4), []);
        if (!reading.Has(RecordFile.Routes6) && routes.Any(route => route.Destination.Family == Family.IPv6)) return routes;
        var routes6 = reading.File(RecordFile.Routes6, json => IpRouteReader.Read(json, Family.IPv6), []);
        return [.. routes.Concat(routes6).DistinctBy(route => route.Text)];
    }

    /// <summary>
    /// The id tells a running guest, not the file name: a guest that stopped while it was asked for answers with its
    /// definition, and is off.
    /// </summary>
    private static (IReadOnlyList<Guest> Running, IReadOnlyList<Guest> Definitions) Domains(RecordReading reading)
    {
        var domains = reading.Folder(
            RecordFile.Domains,
            (path, xml) => new Domain(DomainXmlReader.Read(xml), Asked: IsInactive(path)),
            domain => (domain.Guest.Name, domain.Asked));
        var definitions = domains.Where(domain => domain.Guest.Id is null)
            .OrderBy(domain => domain.Asked ? 0 : 1)
            .Select(domain => domain.Guest)
            .DistinctBy(guest => guest.Name)
            .OrderBy(guest => guest.Name, StringComparer.Ordinal);
        return ([.. domains.Select(domain => domain.Guest).Where(guest => guest.Id is not null)], [.. definitions]);
    }

    private sealed record Definition(VirtualNetwork Network, bool Inactive);

    /// <summary>A guest, and whether it is its persistent definition that was asked for.</summary>
    private sealed record Domain(Guest Guest, bool Asked);
}
