namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// A set of packets: exact, however large. Sets of one <see cref="PacketSpace"/> may be combined with each other.
/// </summary>
internal readonly record struct PacketSet
{
    private readonly BddTable _table;
    private readonly int _node;

    public PacketSet(BddTable table, int node)
    {
        _table = table;
        _node = node;
    }

    public bool IsEmpty => _node == BddTable.Empty;

    public bool IsAll => _node == BddTable.All;

    public static PacketSet operator &(PacketSet a, PacketSet b) => new(a._table, a._table.And(a._node, b._node));

    public static PacketSet operator |(PacketSet a, PacketSet b) => new(a._table, a._table.Or(a._node, b._node));

    public static PacketSet operator -(PacketSet a, PacketSet b) => new(a._table, a._table.Without(a._node, b._node));

    public static PacketSet operator !(PacketSet a) => new(a._table, a._table.Without(BddTable.All, a._node));

    /// <summary>The packets that agree with one of these in everything but <paramref name="field"/>.</summary>
    public PacketSet Forget(Field field) => new(_table, _table.Forget(_node, field.First, field.First + field.Width));

    /// <summary>One member, as bits by level of the space.</summary>
    public bool[] Sample(int levels) => _table.Sample(_node, levels);
}
