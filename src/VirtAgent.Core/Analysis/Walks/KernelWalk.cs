using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Routing;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// The kernel's own decisions about one packet: whether it is taken in, where it goes, whether its sender is believed.
/// </summary>
internal sealed class KernelWalk(Journey journey, WalkAssumptions assume)
{
    private PacketInFlight Packet => journey.Packet;

    private FamilyPath Path => journey.Path;

    private string In => Packet.Sent.In;

    private bool IsIPv6 => Packet.Sent.Family == Family.IPv6;

    /// <summary>Whether the packet is gone ahead of every rule of the network layer.</summary>
    public bool RefusesOnArrival()
    {
        if (IsIPv6 && !Passes(Path.Sysctls.IPv6On(In))) return true;
        return NeverForwarded.ReasonOnArrival(Packet.Sent) is { } refused && Refuse($"{refused}, which is never taken in");
    }

    /// <summary>Decides where the packet goes; its end when that is not another device.</summary>
    public WalkOutcome? Route()
    {
        if (!Packet.Rewritten && NeverForwarded.Reason(Packet, Path.Sysctls) is { } reason)
        {
            Refuse($"{reason}, which is never forwarded");
            return WalkOutcome.NotForwarded;
        }

        var decision = Decide();
        Take(decision);
        if (decision.Outcome == WalkOutcome.NotForwarded) return WalkOutcome.NotForwarded;
        var leaves = decision.Outcome == WalkOutcome.Forwarded;
        if (leaves && !IsMulticast && decision.Route?.Type != RouteType.Broadcast
            && !Passes(Path.Sysctls.Forwarding(Packet.Sent.Family, In)))
        {
            return WalkOutcome.NotForwarded;
        }

        // Checked here although the kernel does so behind FORWARD: nothing between can undo it.
        if (leaves && IsIPv6 && !Passes(Path.Sysctls.IPv6On(Packet.Out))) return WalkOutcome.NotForwarded;
        if (!IsIPv6 && !Packet.Rewritten && !SourceIsValid()) return WalkOutcome.NotForwarded;
        if (leaves && !Packet.Rewritten && Packet.Out != In && NeverForwarded.ReasonElsewhere(Packet) is { } bound)
        {
            Refuse($"{bound}, which is never forwarded to another device");
            return WalkOutcome.NotForwarded;
        }

        Packet.ForgetAnswers();
        return leaves ? null : decision.Outcome;
    }

    private bool IsMulticast => !Packet.Rewritten && SpecialAddresses.Multicast(Packet.Sent.Family).Contains(Packet.Destination);

    private RouteDecision Decide()
    {
        var broadcasts = !IsIPv6 && Path.Sysctls.ForwardsBroadcasts(In);
        if (assume.Out is { } device)
        {
            var type = Path.Tables.LocalType(Packet.Destination);
            return type is RouteType.Local or RouteType.Anycast || (type == RouteType.Broadcast && !broadcasts)
                ? new RouteDecision(WalkOutcome.ToHost, null, RouteTables.Local, $"{Packet.Destination} is the host's own", null)
                : new RouteDecision(WalkOutcome.Forwarded, device, "what-if", $"taken to leave on {device}, as asked", null);
        }

        var decisions = IsMulticast ? Path.Routes.DecideMulticast() : Path.Routes.Decide(Packet, broadcasts);
        var decision = decisions[journey.Choose("route", "", decisions.Count, taken => decisions[taken].Assumption)];
        if (decision.Outcome == WalkOutcome.Forwarded && !Path.Tables.Read && decision.Assumption is null)
            journey.Note(PacketWalk.RoutesFromAddresses);
        if (decision.Outcome == WalkOutcome.Forwarded && !Path.Routes.PolicyRead)
            journey.Note(PacketWalk.DefaultPolicy);
        return decision;
    }

    private void Take(RouteDecision decision)
    {
        Packet.Out = decision.Device ?? "";
        var word = decision.Outcome switch
        {
            WalkOutcome.Forwarded => $"out {decision.Device}",
            WalkOutcome.ToHost => "to host",
            _ => "not forwarded",
        };
        journey.Kernel("route", decision.Table, decision.Text, decision.Assumption is null ? word : word + " (assumed)");
    }

    /// <summary>
    /// net/ipv4/fib_frontend.c fib_validate_source: an address of the host itself is no sender unless accept_local says so; where
    /// the sender is looked up in full, nor is a broadcast address of one of its networks, and rp_filter wants a way back to
    /// the sender, out of the device it came in on when strict.
    /// </summary>
    private bool SourceIsValid()
    {
        var filter = Path.Sysctls.ReversePathFilter(In);
        var accepts = Path.Sysctls.AcceptsOwnSource(In);
        if (filter is not (1 or 2) && (Packet.Out != In || !Path.Sysctls.SendsRedirects(In)))
        {
            if (accepts) return true;
            if (!Path.Routes.HasCustomRules && !Path.Tables.HasCustomLocal)
                return !Path.Devices.IsOwn(Packet.Sent.Source)
                    || !Refuse($"source {Packet.Sent.Source} is an address of the host itself");
        }

        return IsValidInFull(filter, accepts);
    }

    private bool IsValidInFull(int filter, bool accepts)
    {
        var source = Packet.Sent.Source;
        var (good, bad, doubtful) = (false, false, false);
        RouteType? rejected = null;
        foreach (var back in Path.Routes.DecideReverse(Packet, Path.Sysctls.LooksBackWithMark(In)))
        {
            var type = back.Route?.Type;
            var leads = LeadsBack(back, filter, accepts);
            if (!leads && back.Outcome == WalkOutcome.ToHost) rejected = type;
            (good, bad, doubtful) = (good || leads, bad || !leads, doubtful || back.Assumption is not null);
        }

        // One next hop of several that leads back is enough; ways that rest on an assumption are not.
        var valid = good && !(doubtful && bad);
        if (good && doubtful && bad)
        {
            string Assumption(int taken) =>
                $"the way back to {source} {(taken == 0 ? "leads" : "does not lead")} out of {In}: routing is not known";
            valid = journey.Choose("rp_filter", "", 2, Assumption) == 0;
        }

        if (valid) return true;
        if (rejected == RouteType.Local) return !Refuse($"source {source} is an address of the host itself");
        if (rejected is not null) return !Refuse($"source {source} is a broadcast address of one of the host's networks");
        journey.Kernel("sysctl", "rp_filter", $"rp_filter = {filter} on {In}: no such way back to {source}", "not forwarded");
        return false;
    }

    /// <summary>net/ipv4/fib_frontend.c __fib_validate_source, for one way the lookup can end.</summary>
    private bool LeadsBack(RouteDecision back, int filter, bool accepts)
    {
        // A device without an address has nothing to tell a wrong way from a right one.
        var unfiltered = filter is not (1 or 2);
        switch (back.Outcome)
        {
            case WalkOutcome.Forwarded:
                return back.Device == In || unfiltered || (filter == 2 && Path.Devices.HasIPv4(In));
            case WalkOutcome.ToHost when back.Route?.Type == RouteType.Local && accepts:
                return back.Route.Devices.Contains(In) || unfiltered || (filter == 2 && Path.Devices.HasIPv4(In));
            case WalkOutcome.ToHost:
                return false;
            default:
                return unfiltered;
        }
    }

    private bool Passes(SysctlDecision decision)
    {
        if (assume.ForwardingOn)
        {
            if (decision.Open != Truth.Yes)
                journey.Kernel("sysctl", decision.Key, $"{decision.Text}; taken as on, as asked", "continue");
            return true;
        }

        var unknown = decision.Open == Truth.Unknown;
        string Assumption(int taken) => $"{decision.Text}: taken to {(taken == 0 ? "let the packet on" : "stop the packet")}";
        var open = unknown ? journey.Choose(decision.Key, "", 2, Assumption) == 0 : decision.Open == Truth.Yes;
        journey.Kernel("sysctl", decision.Key, decision.Text, (open ? "continue" : "not forwarded")
            + (unknown ? " (assumed)" : ""));
        return open;
    }

    private bool Refuse(string why)
    {
        journey.Kernel("route", "martian", why, "not forwarded");
        return true;
    }
}
