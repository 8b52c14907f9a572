using VirtAgent.Core.Analysis.Bridges;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>What stands on a bridge of guests or changes how its frames come to the rules.</summary>
internal static class BridgeDevices
{
    // A macvtap on a bridge is a guest's, and judged as a member.
    private static readonly HashSet<string> Upper = ["vlan", "macvlan", "ipvlan", "ipvtap", "macsec"];

    /// <summary>
    /// Packets that it takes come in on it, or in another namespace altogether, and no rule for the bridge sees them.
    /// </summary>
    public static AssumptionOutcome Stacked(AssumedHost host)
    {
        if (host.Host.Unread(RecordFile.Links) is not null) return host.NotObserved(RecordFile.Links);
        var here =
            from link in host.Host.Links
            where link.Kind is { } kind && (Upper.Contains(kind) || (kind == "macvtap" && !IsBridge(host, link.Peer)))
            let networks = host.NetworksOf(link.Peer)
            where networks.Count > 0 && link.Master != link.Peer
            select new Breach(
                link.Name, $"{link.Name}, {BridgeMember.KindOf(link)}, stands on {link.Peer}: rules that name "
                    + $"{link.Peer} do not see its packets.",
                new ShellCommand("ip", "link", "del", "dev", link.Name).ToString())
            { Networks = networks, Layer2 = true };
        if (host.Host.Bridges is not { } bridges)
        {
            var found = AssumptionOutcome.Of(here, "");
            return found is AssumptionOutcome.Fails ? found : host.NotObserved(RecordFile.Bridge);
        }

        var elsewhere =
            from device in bridges.StackedElsewhere
            where device.Kind != "veth"
            let networks = host.NetworksOf(device.Lower)
            where networks.Count > 0
            select new Breach(
                $"{device.Name} of another network namespace on {device.Lower}",
                $"{device.Name}, a {device.Kind} device of another network namespace, stands on {device.Lower} "
                    + "and takes its packets past every rule.",
                "Find its namespace with "
                    + $"`{new ShellCommand("ip", "-all", "netns", "exec", "ip", "link", "show", "dev", device.Name)}`, "
                    + "and delete it there.")
            { Networks = networks, Layer2 = true };
        var all = AssumptionOutcome.Of(here.Concat(elsewhere),
            "Nothing stands on a bridge or tap of guests, here or in a network namespace that this one has a number for.");
        return all is AssumptionOutcome.Holds && bridges.UnreadNamespaces > 0
            ? new AssumptionOutcome.Unchecked(
                $"{bridges.UnreadNamespaces} network namespaces do not tell of their devices", RecordFile.Bridge)
            : all;
    }

    /// <summary>
    /// broute has frames routed that a bridge would bridge: they come in on the tap. The other tables can set marks.
    /// </summary>
    public static AssumptionOutcome Ebtables(AssumedHost host)
    {
        if (host.Host.Bridges is not { } bridges) return host.NotObserved(RecordFile.Bridge);
        return AssumptionOutcome.Of(
            from table in bridges.Ebtables
            where table.Value > 0
            select new Breach(
                table.Key, $"The table {table.Key} of legacy ebtables has {table.Value} rules, which are not evaluated.",
                $"See them with 'ebtables-legacy -t {table.Key} -L', and move them to nftables, or delete them.")
            { Layer2 = true },
            "Legacy ebtables has no rule.");
    }

    /// <summary>net/bridge/br_netfilter_hooks.c, brnf_get_logical_dev.</summary>
    public static AssumptionOutcome VlanInput(AssumedHost host)
    {
        if (!host.HasSysctls) return host.NoSysctls;
        var calls = host.Host.Sysctls.Number("net.bridge.bridge-nf-call-iptables") > 0
            || host.Host.Sysctls.Number("net.bridge.bridge-nf-call-ip6tables") > 0;
        const string Key = "net.bridge.bridge-nf-pass-vlan-input-dev";
        return AssumptionOutcome.Of(
            calls && host.Host.Sysctls.Number(Key) > 0
                ? [new Breach(
                    Key, "Bridged frames with a VLAN tag come to iptables as of the VLAN's device, "
                        + "so rules for the bridge miss them.",
                    $"sysctl -w {Key}=0")]
                : [],
            calls ? "Bridged frames come to iptables as of their bridge." : "Bridged frames do not come to iptables.");
    }

    private static bool IsBridge(AssumedHost host, string? device) => host.Promised.Any(network => network.Bridge == device);
}
