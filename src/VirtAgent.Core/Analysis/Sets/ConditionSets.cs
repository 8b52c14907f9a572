using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>Turns the conditions of rules into the sets of packets they hold and fail for.</summary>
/// <param name="space">The space.</param>
/// <param name="devices">Its devices.</param>
/// <param name="addresses">What routing tables call addresses.</param>
internal sealed class ConditionSets(PacketSpace space, DeviceIndex devices, AddressKindSets addresses)
{
    private readonly Dictionary<(PacketField, Bits128, Bits128, Bits128), PacketSet> _tests = [];
    private readonly Dictionary<(bool, DevicePattern), PacketSet> _patterns = [];
    private readonly Dictionary<Condition, int> _asked = new(ReferenceEqualityComparer.Instance);
    private readonly PacketSet _ethernet = devices.Where(space, space.In, DeviceIndex.HasEthernet);
    private readonly PacketSet[] _readable = [.. Enumerable.Range(0, 32).Select(octets => Readable(space, octets))];

    /// <summary>Whether packets have been routed, so that the device they leave on means something.</summary>
    public bool Routed { get; set; }

    /// <summary>
    /// Which part of the way it is: a match that is not modelled may answer otherwise once the packet was routed, translated or
    /// rewritten.
    /// </summary>
    public int Part { get; set; }

    /// <summary>The packets <paramref name="condition"/> holds and fails for.</summary>
    public Answer Of(Condition condition) => condition switch
    {
        Condition.Test test => Answer.Exactly(Test(test)),
        Condition.Device device => Answer.Exactly(Device(device)),
        Condition.State state => Answer.Exactly(State(state.States)),
        Condition.LaterFragment => Answer.Exactly(space.Is(space.LaterFragment, 1)),
        Condition.Readable readable => Answer.Exactly(_readable[readable.Octets]),
        Condition.Ethernet => Answer.Exactly(_ethernet),
        Condition.AddressKind kind => Between(addresses.Of(kind.OfSource ? space.Source : space.Destination, kind.Types), kind),
        Condition.ReversePath path => Between(addresses.Back(path.Loose), path),
        Condition.All all => all.Conditions.Aggregate(Answer.Exactly(space.All), (answer, one) => answer & Of(one)),
        Condition.Any any => any.Conditions.Aggregate(Answer.Exactly(space.None), (answer, one) => answer | Of(one)),
        Condition.Not not => !Of(not.Condition),
        Condition.Between between => Between(new Bounds(Of(between.Certain).Holds, Of(between.Possible).Holds), between),
        Condition.Unknown unknown => Unknown((unknown.Text, Part), unknown.Text),
        Condition.SendersChoice => new Answer(space.All, space.All),
        _ => throw new InvalidOperationException($"{condition.GetType().Name} is no condition."),
    };

    /// <summary>Whether packet and state alone decide it: no bit of <see cref="Unknowns"/> is ever taken for it.</summary>
    public static bool IsKnown(Condition condition) => condition switch
    {
        Condition.All all => all.Conditions.All(IsKnown),
        Condition.Any any => any.Conditions.All(IsKnown),
        Condition.Not not => IsKnown(not.Condition),
        Condition.Test or Condition.Device or Condition.State or Condition.LaterFragment or Condition.Readable
            or Condition.Ethernet or Condition.SendersChoice => true,
        _ => false,
    };

    private Answer Between(Bounds bounds, Condition asked)
    {
        if (bounds.IsExact) return Answer.Exactly(bounds.Possible);
        // Where nothing is known, not even whether the same question has the same answer twice is.
        if (bounds.Certain.IsEmpty && bounds.Possible.IsAll) return Unrelated;
        if (!_asked.TryGetValue(asked, out var number)) _asked.Add(asked, number = _asked.Count);
        var between = Unknown((number, Part), Words(asked));
        return new Answer(bounds.Certain | (bounds.Possible & between.Holds), !bounds.Possible
            | (between.Fails - bounds.Certain));
    }

    /// <summary>
    /// A question too many is one whose answer nobody can rely on: it holds and fails where doubt is not set, and neither
    /// elsewhere.
    /// </summary>
    private Answer Unknown(object question, string text) =>
        space.Unknowns.Of(question, text) is { } bit ? Answer.Exactly(bit) : Unrelated;

    private static string Words(Condition asked) => asked switch
    {
        Condition.AddressKind => "what the routing tables call an address",
        Condition.ReversePath => "whether there is a way back to the sender",
        _ => "what iptables-nft made of a negated or an all-embracing match",
    };

    private Answer Unrelated => new(!space.Unknowns.Doubt, !space.Unknowns.Doubt);

    private PacketSet Test(Condition.Test test)
    {
        var key = (test.Field, test.Mask, test.First, test.Last);
        if (_tests.TryGetValue(key, out var set)) return set;
        set = Field(test.Field) is { } field ? Within(field, test) : space.None;
        _tests.Add(key, set);
        return set;
    }

    private PacketSet Within(Field field, Condition.Test test)
    {
        var width = field.Width == 128 ? Bits128.MaxValue : ((Bits128)1 << field.Width) + ulong.MaxValue;
        if ((test.Mask & width) == width) return space.Between(field, test.First, test.Last & width);
        if (test.First == test.Last)
            return (test.First & ~test.Mask) == 0 ? space.Masked(field, test.First, test.Mask) : space.None;
        throw new InvalidOperationException("A range of a masked field is not asked by any rule that is read.");
    }

    private Field? Field(PacketField field) => field switch
    {
        PacketField.Mark => space.Mark,
        PacketField.Source => space.Source,
        PacketField.Destination => space.Destination,
        PacketField.Protocol => space.Protocol,
        PacketField.SourcePort => space.SourcePort,
        PacketField.DestinationPort => space.DestinationPort,
        // ICMP has no ports, so its type and code lie where others have their destination port.
        PacketField.IcmpType => new Field(space.DestinationPort.First, 8),
        PacketField.IcmpCode => new Field(space.DestinationPort.First + 8, 8),
        PacketField.TcpFlags => space.TcpFlags,
        PacketField.SourceMac => space.SourceMac,
        _ => null,
    };

    private PacketSet Device(Condition.Device device)
    {
        if (device.Pattern is { Wildcard: true, Name: "" }) return space.All;
        // Before routing there is no device to leave on.
        if (!device.Entered && !Routed) return space.None;
        var key = (device.Entered, device.Pattern);
        if (_patterns.TryGetValue(key, out var set)) return set;
        set = devices.Where(space, device.Entered ? space.In : space.Out, link => device.Pattern.Covers(link.Name));
        _patterns.Add(key, set);
        return set;
    }

    private PacketSet State(ConnectionStates states)
    {
        var set = space.OneOf(space.State, StateCode.Of(states));
        return states.HasFlag(ConnectionStates.DestinationNat) ? set | space.Is(space.Translated, 1) : set;
    }

    private static PacketSet Readable(PacketSpace space, int octets) =>
        space.Between(space.Octets, octets, 31) & space.Is(space.ProtocolKnown, 1);
}
