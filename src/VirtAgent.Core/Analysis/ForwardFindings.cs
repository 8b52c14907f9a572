using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis;

/// <summary>Words, witness and trace for what the proof found on the forwarding path.</summary>
internal sealed class ForwardFindings(Host host, ForwardSets sets)
{
    private readonly PacketWalk _walk = new(host);
    private readonly WitnessChoice _choice = new(host, sets);

    /// <summary>A leak, a possible or a latent one, through one accepting rule.</summary>
    public Finding Of(
        VirtualNetwork network, Promise promise, Crossing crossing, Acceptance acceptance, PromiseVerdict verdict,
            PacketSet packets,
        IEnumerable<NativeRule> native)
    {
        var (packet, device) = _choice.From(packets, network, certain: verdict == PromiseVerdict.Leaking);
        var assume = verdict == PromiseVerdict.Latent
            ? new WalkAssumptions(ForwardingOn: true, Out: device)
            : WalkAssumptions.None;
        var walk = Confirm(packet, device, assume, certain: verdict == PromiseVerdict.Leaking);
        // Two evaluators that disagree are a bug of ours; it is shown, and never as a proof of either.
        var disputed = verdict == PromiseVerdict.Leaking && (walk is null || !IsCertain(walk));
        var evidence = new List<string> { $"crosses towards {Devices(packets, crossing)}" };
        if (walk is not null) evidence.AddRange(walk.Assumptions);
        if (verdict == PromiseVerdict.Undecided) evidence.AddRange(native.Select(rule => $"not evaluated: {rule}"));
        if (disputed) evidence.Add("the packet-set proof and the packet walk disagree here; please report it with a snapshot");

        var (code, severity) = verdict switch
        {
            PromiseVerdict.Leaking when !disputed => (FindingCode.ForwardLeak, Severity.Critical),
            PromiseVerdict.Latent => (FindingCode.ForwardLatent, Severity.Warning),
            _ => (FindingCode.ForwardUndecided, Severity.Warning),
        };
        return new Finding
        {
            Code = code,
            Severity = severity,
            Network = network.Name,
            Subject = $"{Way(crossing)} {promise.Family}: {Name(acceptance)}",
            Summary = Summary(network, promise, crossing, acceptance, code),
            Remedy = Remedy(acceptance, code),
            Evidence = evidence,
            Witness = new Witness(packet, device),
            Trace = walk?.Steps.Where(step => step.Outcome != "no match").ToList() ?? [],
        };
    }

    /// <summary>A promise that nothing can use.</summary>
    public static Finding Broken(VirtualNetwork network, Promise promise, Crossing crossing) => new()
    {
        Code = FindingCode.PromiseBroken,
        Severity = Severity.Warning,
        Network = network.Name,
        Subject = $"{Way(crossing)} {promise.Family}",
        Summary = crossing == Crossing.Out
            ? $"{promise.InWords} '{network.Name}' cannot reach the outside over {promise.Family}: no new flow from its own "
                + "addresses is forwarded."
            : $"{promise.InWords} '{network.Name}' cannot be reached from outside over {promise.Family}: no new flow to its own "
                + "addresses is forwarded.",
        Remedy = "See which rule or sysctl stops it with 'virt-agent trace --network " + network.Name
            + "'; 'systemctl restart libvirtd' puts libvirt's own rules back.",
    };

    /// <summary>A proof from iptables that rules of native nftables could undo.</summary>
    public static Finding Rewritten(VirtualNetwork network, Promise promise, IReadOnlyList<NativeRule> rules) =>
        Undecided(network, promise.Family, "native nftables",
            $"native nftables rules rewrite, mark, duplicate or un-track packets and are not evaluated ({rules[0]}{More(rules)})")
            with
        { Evidence = rules.Select(rule => rule.ToString()).ToList() };

    /// <summary>A promise from iptables that native nftables rules could close.</summary>
    public static Finding MayBeClosed(VirtualNetwork network, Promise promise, IReadOnlyList<NativeRule> rules) =>
        Undecided(network, promise.Family, "native nftables",
            $"native nftables rules may drop what it should let through and are not evaluated ({rules[0]}{More(rules)})")
            with
        { Evidence = rules.Select(rule => rule.ToString()).ToList() };

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

    private string Devices(PacketSet packets, Crossing crossing)
    {
        var field = crossing == Crossing.Out ? sets.Space.Out : sets.Space.In;
        var names = sets.Devices.Links.Where((_, number) => !(packets & sets.Space.Is(field, number)).IsEmpty)
            .Select(link => link.Name).ToList();
        return (crossing == Crossing.Out ? "" : "the network from ") + string.Join(", ", names);
    }

    private static string Summary(VirtualNetwork network, Promise promise, Crossing crossing, Acceptance acceptance, string code)
    {
        var may = code switch
        {
            FindingCode.ForwardLeak => "",
            FindingCode.ForwardLatent => "would, with forwarding on and a route, ",
            _ => "may ",
        };
        var gets = code == FindingCode.ForwardLeak ? "gets" : "get";
        var by = acceptance.Rule is null
            ? $"no rule stops it and the policy of FORWARD accepts"
            : $"'{acceptance.Rule.Text}' accepts it";
        return crossing == Crossing.Out
            ? $"{promise.Family} traffic {may}{gets} out of {promise.InWords} '{network.Name}': {by}."
            : $"{promise.Family} traffic {may}{gets} into {promise.InWords} '{network.Name}': {by}.";
    }

    private static string Remedy(Acceptance acceptance, string code) => (acceptance.Rule, code) switch
    {
        (_, FindingCode.ForwardUndecided) =>
            "Replace the rule by one without the match that cannot be decided, or move it behind libvirt's REJECT.",
        (null, _) => "Put libvirt's rules back with 'systemctl restart libvirtd' (virtnetworkd where the daemons are split); a "
            + "reload does not.",
        ({ Chain: var chain } rule, _) when chain.StartsWith("LIBVIRT_", StringComparison.Ordinal)
            && rule.Text.Contains(" -o ", StringComparison.Ordinal) =>
            "If this is libvirt's own rule, give the network it leads to <forward dev='…'/>, or reject the traffic ahead of it "
                + $"in FORWARD: {rule.Text}",
        ({ } rule, _) => "Delete the rule, or narrow it so that it does not cover the network: "
            + $"{(acceptance.Backend == Backend.Legacy ? "iptables-legacy" : "iptables")} "
            + $"-t {rule.Table} {rule.Text.Replace("-A ", "-D ", StringComparison.Ordinal)}",
    };

    private static string Way(Crossing crossing) => crossing == Crossing.Out ? "out" : "in";

    // Two backends may have the same rule, and one chain the same text twice, where a match may or may not hold.
    private string Name(Acceptance acceptance)
    {
        if (acceptance.Rule is not { } rule) return "policy of FORWARD";
        var before = sets.Accepted.TakeWhile(other => other.Rule != rule)
            .Count(other => other.Backend == acceptance.Backend && other.Rule?.Text == rule.Text);
        return $"{(acceptance.Backend == Backend.Legacy ? "legacy " : "")}{rule.Text}{(before > 0 ? $" (#{before + 1})" : "")}";
    }

    private static string More(IReadOnlyList<NativeRule> rules) => rules.Count > 1 ? $", and {rules.Count - 1} more" : "";
}
