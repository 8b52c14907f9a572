using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Analysis;

/// <summary>Words, witness and trace for what the proof found on the forwarding path.</summary>
internal sealed class ForwardFindings(Host host, ForwardSets sets)
{
    private const int MostReasons = 5;

    private readonly PacketWalk _walk = new(host);
    private readonly WitnessChoice _choice = new(host, sets);

    /// <summary>A leak, a possible or a latent one, through one accepting rule.</summary>
    public Finding Of(
        VirtualNetwork network, Promise promise, Crossing crossing, Acceptance acceptance, PromiseVerdict verdict,
            PacketSet packets)
    {
        var shown = sets.Space.Unknowns.Possible(packets);
        var (packet, device, walk) = Shown(shown, network, verdict);
        // Two evaluators that disagree are a bug of ours. What was proved stays proved: the sets' own packet is shown without a
        // trace.
        var disputed = verdict == PromiseVerdict.Leaking && (walk is null || !IsCertain(walk));
        var evidence = new List<string> { $"crosses towards {Devices(shown, crossing)}" };
        if (walk is not null) evidence.AddRange(walk.Assumptions);
        if (verdict == PromiseVerdict.Undecided)
            evidence.AddRange(sets.Reasons(packets).Take(MostReasons).Select(reason => $"depends on {reason}"));
        if (disputed) evidence.Add("the packet walk does not confirm this packet; please report it with a snapshot");

        var (code, severity) = verdict switch
        {
            PromiseVerdict.Leaking => (FindingCode.ForwardLeak, Severity.Critical),
            PromiseVerdict.Latent => (FindingCode.ForwardLatent, Severity.Warning),
            _ => (FindingCode.ForwardUndecided, Severity.Warning),
        };
        return new Finding
        {
            Code = code,
            Severity = severity,
            Network = network.Name,
            Subject = $"{Way(crossing)} {promise.Family}: {Name(acceptance)}",
            Summary = Summary(promise, network, crossing,
                By(acceptance) + (verdict == PromiseVerdict.Latent ? $"; all that stops it today: {Guard(packet)}" : ""), code),
            Remedy = RemedyOfLost(network, acceptance, code) ?? Remedy(acceptance, promise.Family, code),
            Evidence = evidence,
            Witness = new Witness(packet, device),
            Trace = walk?.Steps.Where(step => step.Outcome != "no match").ToList() ?? [],
        };
    }

    /// <summary>A copy that a rule sends past the rules that stop the packet itself.</summary>
    public Finding Copied(
        VirtualNetwork network, Promise promise, Crossing crossing, Departure departure, PromiseVerdict verdict,
            PacketSet packets)
    {
        var shown = sets.Space.Unknowns.Possible(packets);
        var (packet, device) = _choice.From(shown, network, verdict == PromiseVerdict.Leaking).First();
        var code = verdict == PromiseVerdict.Leaking ? FindingCode.ForwardLeak : FindingCode.ForwardUndecided;
        return new Finding
        {
            Code = code,
            Severity = verdict == PromiseVerdict.Leaking ? Severity.Critical : Severity.Warning,
            Network = network.Name,
            Subject = $"{Way(crossing)} {promise.Family}: copies by {departure.Rule.Label}",
            Summary = Summary(promise, network, crossing,
                $"'{departure.Rule.Label}' sends a copy of it past all rules that follow", code),
            Remedy = "Delete the rule, or narrow it so that it does not cover the network: "
                + $"{Deletion(departure.Table, departure.Rule, promise.Family)}",
            Evidence = [$"crosses towards {Devices(shown, crossing)}"],
            Witness = new Witness(packet, device),
            Trace = _walk.Walks(packet)[0].Steps.Where(step => step.Outcome != "no match").ToList(),
        };
    }

    /// <summary>Only a guest that lies about its address gets out.</summary>
    public Finding Spoofed(VirtualNetwork network, Promise promise, PacketSet packets)
    {
        var (packet, device, walk) = Shown(packets, network, PromiseVerdict.Leaking);
        return new Finding
        {
            Code = FindingCode.ForwardSpoofed,
            Severity = Severity.Warning,
            Network = network.Name,
            Subject = $"out {promise.Family}",
            Summary = $"A guest of {promise.InWords} '{network.Name}' gets out over {promise.Family} with an address that is not "
                + "its network's.",
            Remedy = FilterSources(network, promise.Family).ToString(),
            Evidence = [$"crosses towards {Devices(packets, Crossing.Out)}"],
            Witness = new Witness(packet, device),
            Trace = walk?.Steps.Where(step => step.Outcome != "no match").ToList() ?? [],
        };
    }

    /// <summary>A packet that passes as the reply of a flow that is not its sender's.</summary>
    public Finding Injected(VirtualNetwork network, Promise promise, Crossing crossing, PacketSet packets)
    {
        var (packet, device, walk) = Shown(packets, network, PromiseVerdict.Leaking);
        var way = crossing == Crossing.Out ? "out of" : "into";
        return new Finding
        {
            Code = FindingCode.FlowInjection,
            Severity = Severity.Warning,
            Network = network.Name,
            Subject = $"{Way(crossing)} {promise.Family}",
            Summary =
                $"Over {promise.Family} a packet that looks like the reply of another one's flow gets {way} {promise.InWords} "
                + $"'{network.Name}': connection tracking knows no device, and ESTABLISHED is accepted.",
            Remedy = crossing == Crossing.In
                ? "Accept ESTABLISHED only from and to the devices that need it ('-i DEVICE'), not everywhere."
                : FilterSources(network, promise.Family).ToString(),
            Evidence = [$"crosses towards {Devices(packets, crossing)}", "new flows are not concerned"],
            Witness = new Witness(packet, device),
            Trace = walk?.Steps.Where(step => step.Outcome != "no match").ToList() ?? [],
        };
    }

    /// <summary>A promise that nothing can use.</summary>
    public static Finding Broken(VirtualNetwork network, Promise promise, FailedTrip failure) => new()
    {
        Code = FindingCode.PromiseBroken,
        Severity = Severity.Warning,
        Network = network.Name,
        Subject = failure.Subject,
        Summary = failure.Crossing == Crossing.Out
            ? $"{promise.InWords} '{network.Name}' cannot reach the outside over {promise.Family}: {failure.Reason}."
            : $"{promise.InWords} '{network.Name}' cannot be reached from outside over {promise.Family}: {failure.Reason}.",
        Remedy = "See which rule or sysctl stops it with "
            + $"`{new ShellCommand("virt-agent", "trace", $"--network={network.Name}")}`; "
            + "'systemctl restart libvirtd' puts libvirt's own rules back.",
    };

    /// <summary>A verdict that could not be reached, with the reason.</summary>
    public static Finding Undecided(VirtualNetwork network, Family family, string subject, string reason) => new()
    {
        Code = FindingCode.ForwardUndecided,
        Severity = Severity.Warning,
        Network = network.Name,
        Subject = $"{family}: {subject}",
        Summary = $"Whether '{network.Name}' keeps its {family} promise is undecided: {reason}.",
        Remedy = "Check these rules by hand, or move them into iptables where they can be proved.",
    };

    /// <summary>The first candidate that a walk confirms; else the first.</summary>
    private (Packet Packet, string Out, Walk? Walk) Shown(PacketSet packets, VirtualNetwork network, PromiseVerdict verdict)
    {
        var certain = verdict == PromiseVerdict.Leaking;
        (Packet, string, Walk?)? first = null;
        foreach (var (packet, device) in _choice.From(packets, network, certain))
        {
            var assume = verdict == PromiseVerdict.Latent
                ? new WalkAssumptions(ForwardingOn: true, Out: device)
                : WalkAssumptions.None;
            var walk = Confirm(packet, device, assume, certain);
            if (walk is not null && (!certain || IsCertain(walk))) return (packet, device, walk);
            first ??= (packet, device, walk);
        }

        return first ?? throw new InvalidOperationException("A set that is not empty has a packet.");
    }

    private Walk? Confirm(Packet packet, string device, WalkAssumptions assume, bool certain)
    {
        var through = _walk.Walks(packet, assume)
            .Where(walk => walk.Outcome == WalkOutcome.Forwarded && walk.Out == device)
            .OrderBy(walk => walk.Assumptions.Count).ToList();
        return through.FirstOrDefault(walk => !certain || IsCertain(walk)) ?? through.FirstOrDefault();
    }

    /// <summary>
    /// The two standing notes are what the sets take for certain too: the default policy, and routes the kernel adds by itself.
    /// </summary>
    private static bool IsCertain(Walk walk) =>
        walk.Assumptions.All(note => note is PacketWalk.DefaultPolicy or PacketWalk.RoutesFromAddresses);

    /// <summary>What of the kernel, no rule, stops a packet on the host as it is.</summary>
    private string Guard(Packet packet)
    {
        var stopped = _walk.Walks(packet).FirstOrDefault(walk => walk.Outcome == WalkOutcome.NotForwarded);
        return stopped?.Steps.LastOrDefault(step => step.Backend == "kernel")?.Text ?? "no route leads there";
    }

    private string Devices(PacketSet packets, Crossing crossing)
    {
        var field = crossing == Crossing.Out ? sets.Space.Out : sets.Space.In;
        var names = sets.Devices.Links.Where((_, number) => !(packets & sets.Space.Is(field, number)).IsEmpty)
            .Select(link => link.Name).ToList();
        return (crossing == Crossing.Out ? "" : "the network from ") + string.Join(", ", names);
    }

    private static string Summary(Promise promise, VirtualNetwork network, Crossing crossing, string by, string code)
    {
        var may = code switch
        {
            FindingCode.ForwardLeak => "",
            FindingCode.ForwardLatent => "would ",
            _ => "may ",
        };
        var gets = code == FindingCode.ForwardLeak ? "gets" : "get";
        return crossing == Crossing.Out
            ? $"{promise.Family} traffic {may}{gets} out of {promise.InWords} '{network.Name}': {by}."
            : $"{promise.Family} traffic {may}{gets} into {promise.InWords} '{network.Name}': {by}.";
    }

    private static string By(Acceptance acceptance) =>
        acceptance.Rule is null ? "no rule stops it and the policy of FORWARD accepts" : $"'{acceptance.Rule.Label}' accepts it";

    /// <summary>No restart of libvirt makes rules for a network that it does not call active.</summary>
    private static string? RemedyOfLost(VirtualNetwork network, Acceptance acceptance, string code) => network.IsLost
        && code != FindingCode.ForwardUndecided
        && (acceptance.Rule is null || acceptance.Chain!.Name.StartsWith("LIBVIRT_", StringComparison.Ordinal))
        ? "libvirt makes no rules for a network that it does not call active; do what the finding "
            + $"{FindingCode.NetworkLost} of this network says."
        : null;

    private static string Remedy(Acceptance acceptance, Family family, string code) => (acceptance, code) switch
    {
        (_, FindingCode.ForwardUndecided) =>
            "Replace the rule by one without the match that cannot be decided, or move it behind libvirt's REJECT.",
        ({ Rule: null }, _) => "Put libvirt's rules back with 'systemctl restart libvirtd' (virtnetworkd where the daemons are "
            + "split); a reload does not.",
        // A rule of libvirt's own is never in the way: what stood before it is missing, or comes too late.
        ({ Chain.Name: var chain }, _) when chain.StartsWith("LIBVIRT_", StringComparison.Ordinal) =>
            "This is a rule of libvirt's own, and what should stop the traffic ahead of it is gone or comes too late: "
                + "'systemctl restart libvirtd' (virtnetworkd where the daemons are split) puts all of libvirt's rules back in "
                + "order. Where it stays, give the other network <forward dev='…'/>.",
        ({ Table: { } table, Rule: { } rule }, _) =>
            $"Delete the rule, or narrow it so that it does not cover the network: {Deletion(table, rule, family)}",
        _ => throw new InvalidOperationException("An accepting rule stands in a table."),
    };

    private static string Deletion(Table table, ChainRule rule, Family family) =>
        rule.Label.StartsWith("-A ", StringComparison.Ordinal)
        ? IptablesCommand.Delete(table.Name, rule.Label, family, table.Backend == "legacy").ToString()
        : $"see 'nft -a list ruleset' ({rule.Label})";

    /// <summary>Takes in only packets whose sender is reached through the bridge.</summary>
    private static ShellCommand FilterSources(VirtualNetwork network, Family family) => family == Family.IPv4
        ? new ShellCommand("sysctl", "-w", $"net.ipv4.conf.{network.Bridge!.Replace('.', '/')}.rp_filter=1")
        : new ShellCommand(
            "ip6tables", "-t", "raw", "-I", "PREROUTING", "-i", network.Bridge!, "-m", "rpfilter", "--invert", "-j", "DROP");

    private static string Way(Crossing crossing) => crossing == Crossing.Out ? "out" : "in";

    // Two backends may have the same rule, and one chain the same text twice, where a match may or may not hold.
    private string Name(Acceptance acceptance)
    {
        if (acceptance.Rule is not { } rule) return "policy of FORWARD";
        var before = sets.Accepted.TakeWhile(other => other.Rule != rule)
            .Count(other => other.Table?.Backend == acceptance.Table?.Backend && other.Rule?.Label == rule.Label);
        return $"{(acceptance.Table!.Backend == "legacy" ? "legacy " : "")}{rule.Label}{(before > 0 ? $" (#{before + 1})" : "")}";
    }
}
