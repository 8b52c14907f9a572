using System.Globalization;
using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Assumptions;
using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Posix;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Network;

/// <summary>Reads the answered flows that cross the edge of a network against what it promises of new ones.</summary>
internal static class ConntrackReading
{
    /// <summary>How many flows are looked at: 20,000 take about 20 ms.</summary>
    private const int MostSeen = 20_000;
    private const int MostKept = 2_000;

    private const string Count = "/proc/sys/net/netfilter/nf_conntrack_count";
    private const string Text = "/proc/net/nf_conntrack";
    private const string Module = "nf_conntrack_netlink";
    private const uint Offloaded = 1 << 14;
    private const uint HardwareOffloaded = 1 << 15;

    /// <summary>Reads them for <paramref name="networks"/>; what fails becomes a gap.</summary>
    public static void Run(HostRecordBuilder observation, IEnumerable<VirtualNetwork> networks)
    {
        try
        {
            // Without conntrack there is no such file, and without a flow there is nothing to ask.
            var count = File.Exists(Count) ? File.ReadAllText(Count).Trim() : "0";
            var addresses = new GuestAddresses(networks);
            observation.Add(RecordFile.Conntrack, count == "0" || addresses.IsEmpty ? ""
                : KernelModules.MayBeLoaded(Module) ? Asked(addresses)
                : Printed(addresses));
        }
        catch (KernelException failure)
        {
            observation.Miss(RecordFile.Conntrack, $"The flows of conntrack cannot be read: {failure.Message.TrimEnd('.')}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            observation.Miss(
                RecordFile.Conntrack, $"The flows of conntrack cannot be read without the module {Module} (modprobe {Module}): "
                    + $"{failure.Message.TrimEnd('.')}.");
        }
    }

    private static string Asked(GuestAddresses addresses)
    {
        var text = new StringBuilder();
        var flows = ConntrackDump.Answered(addresses, MostSeen, out var whole);
        foreach (var helper in ConntrackDump.Expectations().Distinct()) text.Append(TrackedFlowReader.Expectation).Append(helper)
            .Append('\n');
        foreach (var flow in flows.Take(MostKept)) Append(text, flow);
        if (!whole || flows.Count > MostKept) text.Append(TrackedFlowReader.Partly).Append('\n');
        return text.ToString();
    }

    /// <summary>The file that root's group may read, where ctnetlink is a module that nobody has loaded.</summary>
    private static string Printed(GuestAddresses addresses)
    {
        var text = new StringBuilder();
        var seen = 0;
        foreach (var line in File.ReadLines(Text))
        {
            if (++seen > MostSeen) return text.Append(TrackedFlowReader.Partly).Append('\n').ToString();
            if (addresses.Wants(line)) text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    // As net/netfilter/nf_conntrack_standalone.c prints it, without what changes all the time.
    private static void Append(StringBuilder text, ConntrackFlow flow)
    {
        var family = flow.Original.Source.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "ipv4 2" : "ipv6 10";
        text.Append(CultureInfo.InvariantCulture, $"{family} {ProtocolNames.Name(flow.Protocol)} {flow.Protocol}");
        Append(text, flow.Protocol, flow.Original);
        Append(text, flow.Protocol, flow.Reply);
        if ((flow.Status & (Offloaded | HardwareOffloaded)) != 0) text.Append(" [OFFLOAD]");
        if (flow.Zone != 0) text.Append(CultureInfo.InvariantCulture, $" zone={flow.Zone}");
        if (flow.Helper is { } helper) text.Append(" helper=").Append(helper);
        text.Append('\n');
    }

    private static void Append(StringBuilder text, byte protocol, ConntrackTuple tuple)
    {
        text.Append(CultureInfo.InvariantCulture, $" src={tuple.Source} dst={tuple.Destination}");
        if (protocol is ProtocolNames.Icmp or ProtocolNames.IcmpV6)
            text.Append(CultureInfo.InvariantCulture, $" type={tuple.IcmpType} code={tuple.IcmpCode} id={tuple.SourcePort}");
        else if (tuple.SourcePort != 0 || tuple.DestinationPort != 0)
            text.Append(CultureInfo.InvariantCulture, $" sport={tuple.SourcePort} dport={tuple.DestinationPort}");
    }
}
