using VirtAgent.Core.Hosts;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Analysis.Assumptions;

/// <summary>What meets packets on a device before the firewall does, or behind it: filters of tc, tcx and XDP.</summary>
internal static class PacketPrograms
{
    // They drop, pass, count or report.
    private static readonly HashSet<string> Harmless = ["gact", "police", "csum", "sample", "simple", "gate"];

    // What they write a sender could have written himself; on a guest's own device the rules of its port no longer see what it
    // sent.
    private static readonly HashSet<string> Rewriting = ["nat", "pedit", "vlan", "skbmod", "mpls", "tunnel_key"];

    /// <summary>
    /// Filters of the devices that guests' packets pass, and those of others that send to such a device, set a mark or a
    /// conntrack entry for what rules then let in, or may do anything.
    /// </summary>
    public static AssumptionOutcome Filters(AssumedHost host)
    {
        if (host.Host.TrafficControl is not { } control) return host.NotObserved(RecordFile.Tc);
        return AssumptionOutcome.Of(
            from filter in control.Filters
            from device in filter.Devices
            from doing in Doings(host, filter, device)
            select new Breach(
                $"{device} {filter.Place} {doing.What}",
                $"A tc filter on {device} ({filter.Place}) {doing.Words}, past every rule.",
                Deletion(filter, device))
            { Networks = doing.Networks, Layer2 = host.NetworksOf(device).Count > 0 },
            "No filter of tc does more than drop, pass or count.");
    }

    /// <summary>
    /// Programs that no filter shows (bpf(2), BPF_PROG_QUERY): where they are, they may redirect, mark and rewrite.
    /// </summary>
    public static AssumptionOutcome Tcx(AssumedHost host)
    {
        if (host.Host.TrafficControl is not { } control) return host.NotObserved(RecordFile.Tc);
        return AssumptionOutcome.Of(
            control.Programs.Select(program => Program(host, program.Device, program.Kind,
                $"`{new ShellCommand("bpftool", "net", "show", "dev", program.Device)}` names it; "
                    + "end the program that attached it.")),
            "No device runs its packets through such a program.");
    }

    /// <summary>The same of XDP, which rtnetlink tells of every device.</summary>
    public static AssumptionOutcome Xdp(AssumedHost host) => host.Host.Unread(RecordFile.Links) is not null
        ? host.NotObserved(RecordFile.Links)
        : AssumptionOutcome.Of(
            host.Host.Links.Where(link => link.HasProgram).Select(link => Program(host, link.Name, "XDP",
                new ShellCommand("ip", "link", "set", "dev", link.Name, "xdp", "off").ToString())),
            "No device has an XDP program.");

    // A block is several devices', and has a name of its own.
    private static string Deletion(TrafficFilter filter, string device)
    {
        var isBlock = filter.Place.StartsWith("block ", StringComparison.Ordinal);
        return new ShellCommand(
            ["tc", "filter", "del", .. isBlock ? Array.Empty<string>() : ["dev", device], .. filter.Place.Split(' ')]).ToString();
    }

    private static Breach Program(AssumedHost host, string device, string kind, string remedy)
    {
        var own = host.NetworksOf(device);
        return new Breach(
            device, $"A program on {device} ({kind}) may send packets past every rule, and mark what the rules then see.", remedy)
        {
            // Of a device that is nobody's bridge, it can send what comes in to any guest.
            Networks = own.Count > 0 ? own : null,
            Layer2 = own.Count > 0,
        };
    }

    private static IEnumerable<Doing> Doings(AssumedHost host, TrafficFilter filter, string device)
    {
        var own = host.NetworksOf(device);
        var reached = own.Count > 0 ? own : null;
        if (!filter.Understood) yield return new Doing(
            filter.Kind, $"runs '{filter.Kind}', which may redirect and mark packets", reached);
        foreach (var action in filter.Actions)
        {
            if (action.Kind == "mirred")
            {
                if (Redirect(host, action, own) is { } redirect) yield return redirect;
            }
            else if (Rewriting.Contains(action.Kind))
            {
                if (own.Count > 0) yield return new Doing(action.Kind, $"rewrites packets ({action.Kind})", own);
            }
            else if (!Harmless.Contains(action.Kind) && !action.PriorityOnly)
            {
                yield return new Doing(action.Kind, $"may change mark and state of packets ({action.Kind})", reached);
            }
        }
    }

    private static Doing? Redirect(AssumedHost host, TrafficAction action, IReadOnlyList<string> own)
    {
        // What an ifb takes comes back where it was; filters on it are looked at like all others.
        if (action.Target is { } target && host.Host.Link(target)?.Kind == "ifb") return null;
        if (action.Target is null) return new Doing(
            "mirred", "sends packets to devices that are not known", own.Count > 0 ? own : null);
        var to = host.NetworksOf(action.Target);
        List<string> concerned = [.. own.Except(to), .. to.Except(own)];
        return concerned.Count == 0 ? null : new Doing($"mirred {action.Target}", $"sends packets to {action.Target}", concerned);
    }

    /// <summary>What a filter does, and to which networks; null for all.</summary>
    private sealed record Doing(string What, string Words, IReadOnlyCollection<string>? Networks);
}
