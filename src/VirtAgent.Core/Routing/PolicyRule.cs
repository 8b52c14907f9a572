using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Routing;

/// <summary>A routing policy rule, from <c>ip -j rule show</c>: which table to ask for which packets.</summary>
/// <param name="Family">Which protocol it is for.</param>
/// <param name="Priority">Lower is asked first.</param>
/// <param name="Negated">Whether it holds for packets that do not match (<c>not</c>).</param>
/// <param name="Source">Range of <c>from</c>; everything for <c>all</c>.</param>
/// <param name="Destination">Range of <c>to</c>; everything where there is none.</param>
/// <param name="InDevice"><c>iif</c>, or null.</param>
/// <param name="Mark"><c>fwmark</c> value, or null.</param>
/// <param name="MarkMask"><c>fwmark</c> mask; all ones where none is printed.</param>
/// <param name="Table">Table to look up, or null for another action.</param>
/// <param name="Unmodelled">What it has that is not modelled (sport, uidrange, oif, goto…): the rule may or may not hold.</param>
public sealed record PolicyRule(
    Family Family,
    int Priority,
    bool Negated,
    AddressMask Source,
    AddressMask Destination,
    string? InDevice,
    uint? Mark,
    uint MarkMask,
    string? Table,
    IReadOnlyList<string> Unmodelled);
