using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// One walk of one packet: conntrack and the chains before routing, the kernel's own decisions, the chains behind
/// (facts: netfilter 2.1). What is open is asked of <see cref="Choices"/>.
/// </summary>
internal sealed class SingleWalk
{
    private readonly FamilyPath _path;
    private readonly WalkAssumptions _assume;
    private readonly Choices _choices;
    private readonly PacketInFlight _packet;
    private readonly ChainWalk _chains;
    private readonly List<TraceStep> _steps = [];
    private readonly List<string> _notes = [];

    public SingleWalk(FamilyPath path, Packet packet, WalkAssumptions assume, Choices choices)
    {
        (_path, _assume, _choices) = (path, assume, choices);
        _packet = new PacketInFlight(packet);
        _chains = new ChainWalk(path.Rules, path.Conditions, choices, _packet, _steps);
    }

    /// <summary>Every step taken.</summary>
    public IReadOnlyList<TraceStep> Steps => _steps;

    /// <summary>What the walk rests on besides the choices it made.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The device the packet leaves on, when it is forwarded.</summary>
    public string Out => _packet.Out;

    /// <summary>How many rules were consulted.</summary>
    public int Consulted => _chains.Consulted;

    /// <summary>Walks to the end.</summary>
    public WalkOutcome Run()
    {
        var ipv6 = _packet.Sent.Family == Family.IPv6;
        if (ipv6 && !Passes(_path.Sysctls.IPv6On(_packet.Sent.In))) return WalkOutcome.NotForwarded;

        if (NeverForwarded.ReasonOnArrival(_packet.Sent.Source, _packet.Sent.Destination) is { } refused)
        {
            Kernel("route", "martian", $"{refused}, which is never taken in", "not forwarded");
            return WalkOutcome.NotForwarded;
        }

        foreach (var stage in Stage.BeforeRouting)
        {
            if (stage.Table != "raw") _packet.Track();
            var end = Through(stage);
            if (end == ChainEnd.Dropped) return WalkOutcome.Dropped;
            if (end == ChainEnd.Redirected) return WalkOutcome.ToHost;
        }

        var routed = Route();
        if (routed == WalkOutcome.Forwarded && !Passes(_path.Sysctls.Forwarding(_packet.Sent.Family, _packet.Sent.In)))
            return WalkOutcome.NotForwarded;
        // Checked here although the kernel does so behind FORWARD: nothing between can undo it.
        if (routed == WalkOutcome.Forwarded && ipv6 && !Passes(_path.Sysctls.IPv6On(Out))) return WalkOutcome.NotForwarded;
        if (routed == WalkOutcome.NotForwarded || (!ipv6 && !SourceIsValid())) return WalkOutcome.NotForwarded;
        if (routed == WalkOutcome.Forwarded && Out != _packet.Sent.In
            && NeverForwarded.ReasonElsewhere(_packet.Sent.Source, _packet.Destination) is { } bound)
        {
            Kernel("route", "martian", $"{bound}, which is never forwarded to another device", "not forwarded");
            return WalkOutcome.NotForwarded;
        }

        if (routed == WalkOutcome.ToHost) return routed;

        foreach (var stage in Stage.AfterRouting)
        {
            if (Through(stage) == ChainEnd.Dropped) return WalkOutcome.Dropped;
        }

        return WalkOutcome.Forwarded;
    }

    private ChainEnd Through(Stage stage)
    {
        // nat chains see the first packet of a tracked flow and no other (net/netfilter/nf_nat_core.c nf_nat_inet_fn).
        if (stage.NewFlowsOnly && _packet.State != ConnectionStates.New) return ChainEnd.Passed;
        var asked = false;
        foreach (var backend in (ReadOnlySpan<Backend>)[Backend.Nft, Backend.Legacy])
        {
            if (_path.Rules.Find(backend, stage) is not { } chain) continue;
            asked = true;
            if (stage.NewFlowsOnly && !Tracked()) return ChainEnd.Passed;
            var end = _chains.Run(chain);
            if (end != ChainEnd.Passed) return end;
        }

        // A host whose rules were flushed whole has no chain to name, and that is what let the packet through.
        if (!asked && stage is { Table: "filter", Chain: "FORWARD" })
            Kernel("filter", "FORWARD", "there is no such chain", "policy accept");
        return ChainEnd.Passed;
    }

    private bool Tracked() => _path.Tracked == Truth.Yes || (_path.Tracked == Truth.Unknown
        && Choose("conntrack", 2, taken =>
            $"connection tracking is {(taken == 0 ? "on" : "off")}: no rule that is modelled switches it on") == 0);

    private WalkOutcome Route()
    {
        if (NeverForwarded.Reason(_packet.Sent.Source, _packet.Destination) is { } reason)
        {
            Kernel("route", "martian", $"{reason}, which is never forwarded", "not forwarded");
            return WalkOutcome.NotForwarded;
        }

        if (_assume.Out is { } device)
        {
            var type = _path.Tables.LocalType(_packet.Destination);
            return Take(type is RouteType.Local or RouteType.Broadcast or RouteType.Anycast
                ? new RouteDecision(WalkOutcome.ToHost, null, RouteTables.Local, $"{_packet.Destination} is the host's own", null)
                : new RouteDecision(WalkOutcome.Forwarded, device, "what-if", $"taken to leave on {device}, as asked", null));
        }

        var decisions = _path.Routes.Decide(_packet);
        var decision = decisions[Choose("route", decisions.Count, taken => decisions[taken].Assumption)];
        if (decision.Outcome == WalkOutcome.Forwarded && !_path.Tables.Read && decision.Assumption is null)
            _notes.Add(PacketWalk.RoutesFromAddresses);
        if (decision.Outcome == WalkOutcome.Forwarded && !_path.Routes.PolicyRead)
            _notes.Add(PacketWalk.DefaultPolicy);
        return Take(decision);
    }

    private WalkOutcome Take(RouteDecision decision)
    {
        _packet.Out = decision.Device ?? "";
        var word = decision.Outcome switch
        {
            WalkOutcome.Forwarded => $"out {decision.Device}",
            WalkOutcome.ToHost => "to host",
            _ => "not forwarded",
        };
        Kernel("route", decision.Table, decision.Text, decision.Assumption is null ? word : word + " (assumed)");
        return decision.Outcome;
    }

    /// <summary>
    /// net/ipv4/fib_frontend.c fib_validate_source: an address of the host itself is no sender unless accept_local says so; where
    /// there are routing policy rules, nor is a broadcast address of one of its networks (fib4_has_custom_rules); and
    /// rp_filter wants a way back to the sender, out of the device it came in on when strict.
    /// </summary>
    private bool SourceIsValid()
    {
        var (source, device) = (_packet.Sent.Source, _packet.Sent.In);
        if (_path.Tables.LocalType(source) == RouteType.Local && !_path.Sysctls.AcceptsOwnSource(device))
        {
            Kernel("route", "martian", $"source {source} is an address of the host itself", "not forwarded");
            return false;
        }

        if (_path.Routes.HasCustomRules && _path.Tables.LocalType(source) == RouteType.Broadcast)
        {
            Kernel("route", "martian", $"source {source} is a broadcast address of one of the host's networks", "not forwarded");
            return false;
        }

        var filter = _path.Sysctls.ReversePathFilter(device);
        if (filter is not (1 or 2)) return true;

        var (good, bad) = (false, false);
        var doubtful = false;
        foreach (var back in _path.Routes.DecideReverse(_packet))
        {
            var leads = back.Outcome == WalkOutcome.Forwarded && (filter == 2 || back.Device == device);
            (good, bad) = (good || leads, bad || !leads);
            doubtful |= back.Assumption is not null;
        }

        // One next hop of several that leads back is enough; ways that rest on an assumption are not.
        var valid = good && !(doubtful && bad);
        if (good && doubtful && bad)
        {
            string Assumption(int taken) =>
                $"the way back to {source} {(taken == 0 ? "leads" : "does not lead")} out of {device}: routing is not known";
            valid = Choose("rp_filter", 2, Assumption) == 0;
        }

        if (!valid)
            Kernel("sysctl", "rp_filter", $"rp_filter = {filter} on {device}: no such way back to {source}", "not forwarded");
        return valid;
    }

    private bool Passes(SysctlDecision decision)
    {
        if (_assume.ForwardingOn)
        {
            if (decision.Open != Truth.Yes) Kernel("sysctl", decision.Key, $"{decision.Text}; taken as on, as asked", "continue");
            return true;
        }

        var unknown = decision.Open == Truth.Unknown;
        string Assumption(int taken) => $"{decision.Text}: taken to {(taken == 0 ? "let the packet on" : "stop the packet")}";
        var open = unknown ? Choose(decision.Key, 2, Assumption) == 0 : decision.Open == Truth.Yes;
        Kernel("sysctl", decision.Key, decision.Text, (open ? "continue" : "not forwarded") + (unknown ? " (assumed)" : ""));
        return open;
    }

    private int Choose(string place, int count, Func<int, string?> assumption)
    {
        if (count == 1 && assumption(0) is null) return 0;
        return _choices.Take(new ChoicePoint(place, 0, "", null, _packet with { }), count, assumption);
    }

    private void Kernel(string table, string chain, string text, string outcome) =>
        _steps.Add(new TraceStep("kernel", table, chain, 0, text, outcome));
}
