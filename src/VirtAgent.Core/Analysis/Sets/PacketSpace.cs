using System.Numerics;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// The space of all packets of one family on one host: every header field a modelled match can see, the devices it enters and
/// leaves on, its mark, and its conntrack state. Devices and marks stand at the top, where rules branch most.
/// </summary>
internal sealed class PacketSpace
{
    private readonly BddTable _table;

    public PacketSpace(Family family, int devices, BddTable table)
    {
        _table = table;
        Family = family;
        var deviceBits = Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)Math.Max(0, devices - 1)));
        var next = 0;
        Field Take(int width)
        {
            var field = new Field(next, width);
            next += width;
            return field;
        }

        In = Take(deviceBits);
        Out = Take(deviceBits);
        Mark = Take(32);
        State = Take(3);
        Translated = Take(1);
        LaterFragment = Take(1);
        Protocol = Take(8);
        TcpFlags = Take(8);
        Destination = Take(Address.WidthOf(family));
        DestinationPort = Take(16);
        Source = Take(Address.WidthOf(family));
        SourcePort = Take(16);
        SourceMac = Take(48);
        Levels = next;
        HasPorts = OneOf(Protocol, Enumerable.Range(1, 255).Where(number => ProtocolNames.HasPorts((byte)number)));
    }

    public Family Family { get; }

    /// <summary>Index of the device it enters on.</summary>
    public Field In { get; }

    /// <summary>Index of the device it leaves on; means nothing before routing.</summary>
    public Field Out { get; }

    public Field Mark { get; }

    /// <summary>One of <see cref="StateCode"/>.</summary>
    public Field State { get; }

    /// <summary>Whether DNAT changed the destination.</summary>
    public Field Translated { get; }

    public Field LaterFragment { get; }

    public Field Protocol { get; }

    public Field TcpFlags { get; }

    public Field Destination { get; }

    /// <summary>Destination port; type and code (type high) of ICMP, which has no ports.</summary>
    public Field DestinationPort { get; }

    public Field Source { get; }

    public Field SourcePort { get; }

    public Field SourceMac { get; }

    /// <summary>Packets of a protocol that has ports.</summary>
    public PacketSet HasPorts { get; }

    /// <summary>Number of bits in all.</summary>
    public int Levels { get; }

    public PacketSet None => new(_table, BddTable.Empty);

    public PacketSet All => new(_table, BddTable.All);

    /// <summary>Packets whose <paramref name="field"/> is <paramref name="value"/>.</summary>
    public PacketSet Is(Field field, Bits128 value) => Masked(field, value, Bits128.MaxValue);

    /// <summary>
    /// Packets whose <paramref name="field"/> agrees with <paramref name="value"/> in the bits of <paramref name="mask"/>.
    /// </summary>
    public PacketSet Masked(Field field, Bits128 value, Bits128 mask)
    {
        var node = BddTable.All;
        for (var bit = 0; bit < field.Width; bit++)
        {
            if (!mask[bit]) continue;
            var level = field.First + field.Width - 1 - bit;
            node = !value[bit] ? _table.Node(level, node, BddTable.Empty) : _table.Node(level, BddTable.Empty, node);
        }

        return new PacketSet(_table, node);
    }

    /// <summary>
    /// Packets whose <paramref name="field"/> lies from <paramref name="first"/> to <paramref name="last"/>, both included.
    /// </summary>
    public PacketSet Between(Field field, Bits128 first, Bits128 last)
    {
        if (first > last) return None;
        int atLeast = BddTable.All, atMost = BddTable.All;
        for (var bit = 0; bit < field.Width; bit++)
        {
            var level = field.First + field.Width - 1 - bit;
            atLeast = !first[bit] ? _table.Node(level, atLeast, BddTable.All) : _table.Node(level, BddTable.Empty, atLeast);
            atMost = !last[bit] ? _table.Node(level, atMost, BddTable.Empty) : _table.Node(level, BddTable.All, atMost);
        }

        return new PacketSet(_table, _table.And(atLeast, atMost));
    }

    /// <summary>Packets whose <paramref name="field"/> is one of <paramref name="values"/>.</summary>
    public PacketSet OneOf(Field field, IEnumerable<int> values) =>
        values.Aggregate(None, (set, value) => set | Is(field, value));

    /// <summary>Packets whose <paramref name="field"/> is an address of <paramref name="mask"/>.</summary>
    public PacketSet Within(Field field, AddressMask mask) =>
        mask.Family == Family ? Masked(field, mask.Value, mask.Mask) : None;

    /// <summary>Packets whose <paramref name="field"/> is an address of any of <paramref name="masks"/>.</summary>
    public PacketSet WithinAny(Field field, IEnumerable<AddressMask> masks) =>
        masks.Aggregate(None, (set, mask) => set | Within(field, mask));
}
