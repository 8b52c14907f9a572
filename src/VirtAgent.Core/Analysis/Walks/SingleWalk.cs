using VirtAgent.Core.Analysis.Path;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>One walk of one packet along the steps of its way. What is open is asked of <see cref="Choices"/>.</summary>
internal sealed class SingleWalk
{
    // include/uapi/linux/netfilter_ipv4.h, netfilter_ipv6.h.
    private const int Defragmentation = -400;

    private readonly Journey _journey;
    private readonly KernelWalk _kernel;
    private readonly ChainWalk _chains;

    public SingleWalk(FamilyPath path, Packet packet, WalkAssumptions assume, Choices choices)
    {
        _journey = new Journey(path, packet, choices);
        _kernel = new KernelWalk(_journey, assume);
        _chains = new ChainWalk(_journey);
        _journey.Packet.Tracked = path.Tracking switch
        {
            TrackingSwitch.On => Truth.Yes,
            TrackingSwitch.Off => Truth.No,
            _ => Truth.Unknown,
        };
    }

    /// <summary>Every step taken.</summary>
    public IReadOnlyList<TraceStep> Steps => _journey.Steps;

    /// <summary>Copies that were sent on.</summary>
    public IReadOnlyList<PacketCopy> Copies => _journey.Copies;

    /// <summary>What the walk rests on besides the choices it made.</summary>
    public IReadOnlyList<string> Notes => _journey.Notes;

    /// <summary>The device the packet leaves on, when it is forwarded.</summary>
    public string Out => _journey.Packet.Out;

    /// <summary>How many rules were consulted.</summary>
    public int Consulted => _chains.Consulted;

    /// <summary>Walks to the end.</summary>
    public WalkOutcome Run()
    {
        var steps = _journey.Path.Steps;
        var (arrived, waited) = (false, false);
        for (var i = 0; i < steps.Count; i++)
        {
            _journey.Reached = new WayPoint(i, 0);
            if (!arrived && IsPastDevice(steps[i]))
            {
                arrived = true;
                if (_kernel.RefusesOnArrival()) return WalkOutcome.NotForwarded;
            }

            if (!waited && IsPastDefragmentation(steps[i]))
            {
                waited = true;
                if (WaitsForOthers()) return WalkOutcome.NotForwarded;
            }

            if (Take(steps[i]) is { } outcome) return outcome;
        }

        return WalkOutcome.Forwarded;
    }

    private static bool IsPastDevice(PathStep step) => step is not PathStep.Chains { Point: < HookPoint.Prerouting };

    private static bool IsPastDefragmentation(PathStep step) =>
        IsPastDevice(step) && step is not PathStep.Chains { Point: HookPoint.Prerouting, Priority: <= Defragmentation };

    private WalkOutcome? Take(PathStep step)
    {
        switch (step)
        {
            case PathStep.Track:
                _journey.Packet.Track();
                return null;
            case PathStep.Route:
                if (_kernel.Route() is { } outcome) return outcome;
                NoteMissingFilter();
                return null;
            case PathStep.NatChains of:
                return Translate(of);
            case PathStep.Chains { Point: HookPoint.BridgePrerouting or HookPoint.BridgeInput }
                when !_journey.Path.Devices.MayBeBridge(_journey.Packet.Sent.In):
                return null;
            case PathStep.Chains of:
                return Through(of.Several) == ChainEnd.Dropped ? WalkOutcome.Dropped : null;
            default:
                throw new InvalidOperationException($"{step.GetType().Name} is no step that a walk knows.");
        }
    }

    /// <summary>
    /// nat chains see the first packet of a tracked flow and no other (net/netfilter/nf_nat_core.c nf_nat_inet_fn).
    /// </summary>
    private WalkOutcome? Translate(PathStep.NatChains step)
    {
        if (_journey.Packet.State != ConnectionStates.New || !IsTracked()) return null;
        foreach (var same in step.InOrder.GroupBy(chain => chain.Chain.Hook!.Priority))
        {
            switch (Through([.. same]))
            {
                case ChainEnd.Dropped:
                    return WalkOutcome.Dropped;
                case ChainEnd.Redirected:
                    return WalkOutcome.ToHost;
                case ChainEnd.Bound:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Goes through chains of one priority, in any order that may be the real one.</summary>
    private ChainEnd Through(IReadOnlyList<BaseChain> chains)
    {
        var left = chains.ToList();
        var open = _journey.Path.OrderMatters(chains);
        while (left.Count > 0)
        {
            var names = left.ConvertAll(Name);
            string Assumption(int taken) =>
                $"{names[taken]} is called ahead of {string.Join(" and ", names.Where((_, i) => i != taken))}, which has the "
                    + "same priority";
            var next = left[open && left.Count > 1 ? _journey.Choose("order", "", left.Count, Assumption) : 0];
            left.Remove(next);
            var (step, behind) = _journey.Reached;
            _journey.Reached = new WayPoint(step, behind | (1L << IndexOf(chains, next)));
            var end = _chains.Run(_journey.Path.Rules.Of(next));
            if (end != ChainEnd.Passed) return end;
        }

        return ChainEnd.Passed;

        static string Name(BaseChain chain) => $"{chain.Table.Name}/{chain.Chain.Name} ({chain.Table.Backend})";
        static int IndexOf(IReadOnlyList<BaseChain> chains, BaseChain one) => chains.TakeWhile(other => other != one).Count();
    }

    /// <summary>
    /// Where connection tracking is on, fragments are put together ahead of every rule (nf_defrag_ipv4.c,
    /// nf_defrag_ipv6_hooks.c), so that a later one alone goes nowhere.
    /// </summary>
    private bool WaitsForOthers()
    {
        if (!_journey.Packet.Sent.LaterFragment || !IsTracked()) return false;
        _journey.Kernel("conntrack", "defrag", "fragments are put together; a later one alone waits for the others",
            "not forwarded");
        return true;
    }

    private bool IsTracked()
    {
        var packet = _journey.Packet;
        if (packet.Tracked == Truth.Unknown)
        {
            static string Assumption(int taken) =>
                $"connection tracking is {(taken == 0 ? "on" : "off")}: no rule that is modelled switches it on";
            packet.Tracked = Truths.Of(_journey.Choose("conntrack", "", 2, Assumption) == 0);
        }

        return packet.Tracked == Truth.Yes;
    }

    /// <summary>A host whose rules were flushed whole has no chain to name, and that is what lets the packet through.</summary>
    private void NoteMissingFilter()
    {
        if (!_journey.Path.Steps.Any(step => step is PathStep.Chains { Point: HookPoint.Forward, Priority: 0 }))
            _journey.Kernel("filter", "FORWARD", "there is no such chain", "policy accept");
    }
}
