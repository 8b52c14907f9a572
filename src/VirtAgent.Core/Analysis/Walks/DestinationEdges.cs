using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// Where, in the order of destinations, something on a packet's way begins to treat them differently: between two edges, one
/// stands for all.
/// </summary>
internal sealed class DestinationEdges
{
    private readonly Family _family;
    private readonly List<Bits128> _addresses = [];
    private readonly List<int> _ports = [];

    /// <summary>
    /// Collects them from rules, routes and routing policy, and from the ranges that the kernel itself treats differently.
    /// </summary>
    public DestinationEdges(Host host, FamilyRuleset ruleset)
    {
        _family = ruleset.Family;
        foreach (var statement in ruleset.Rules.SelectMany(rule => rule.Statements))
        {
            if (statement is Statement.Match match) Note(match.Condition);
            else if (statement is Statement.Require require) Note(require.Condition);
        }

        foreach (var route in host.Routes) Note(route.Destination);
        foreach (var rule in host.PolicyRules) Note(rule.Destination);
        foreach (var address in host.Addresses)
        {
            Note(AddressMask.Prefix(address.Local, address.Local.Width));
            Note(address.Prefix);
            // Its broadcast address.
            if (address.Local.Family == _family) _addresses.Add(Last(address.Prefix.Value, address.Prefix.Mask));
        }

        foreach (var range in NeverForwarded.Ranges) Note(range);
        Note(AddressTypes.Mapped);
        _addresses.Sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
        _ports.Sort();
    }

    /// <summary>Whether every edge is known; not where a rule compares addresses under a mask with holes.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>
    /// From <paramref name="first"/> to <paramref name="last"/>, the first address and every one where something begins; the last
    /// one, too, where not every edge is known.
    /// </summary>
    public IReadOnlyList<Address> Addresses(Address first, Address last)
    {
        var begins = _addresses.Where(edge => first.Bits < edge && edge <= last.Bits).Distinct()
            .Select(edge => new Address(_family, edge));
        return [first, .. IsExact ? begins : begins.Append(last).Distinct()];
    }

    /// <summary>The same for ports.</summary>
    public IReadOnlyList<ushort> Ports(PortRange range) =>
        [range.First, .. _ports.Where(edge => range.First < edge && edge <= range.Last).Distinct().Select(edge => (ushort)edge)];

    private Bits128 All => Bits128.MaxValue >> (128 - Address.WidthOf(_family));

    private Bits128 Last(Bits128 value, Bits128 mask) => (value | ~mask) & All;

    private void Note(AddressMask range)
    {
        if (range.Family == _family) Note(range.Mask, range.Value, range.Value);
    }

    private void Note(Bits128 mask, Bits128 first, Bits128 last)
    {
        IsExact &= new AddressMask(_family, 0, mask & All).PrefixLength is not null;
        _addresses.Add(first);
        _addresses.Add(Last(last, mask) + 1);
    }

    private void Note(Condition condition)
    {
        switch (condition)
        {
            case Condition.Test { Field: PacketField.Destination } of:
                Note(of.Mask, of.First, of.Last);
                break;
            case Condition.Test { Field: PacketField.DestinationPort } of:
                _ports.Add((int)(uint)of.First);
                _ports.Add((int)(uint)of.Last + 1);
                break;
            case Condition.All of:
                foreach (var one in of.Conditions) Note(one);
                break;
            case Condition.Any of:
                foreach (var one in of.Conditions) Note(one);
                break;
            case Condition.Not of:
                Note(of.Condition);
                break;
            case Condition.Between of:
                Note(of.Certain);
                Note(of.Possible);
                break;
        }
    }
}
