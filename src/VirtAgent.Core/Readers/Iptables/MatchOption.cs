using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>What stood behind an option.</summary>
internal readonly record struct OptionValue(string First, string? Second, bool Negated, Family Family);

/// <summary>An option of a match that is modelled. Compares by identity, as it is a key in every rule.</summary>
/// <param name="values">How many words follow it.</param>
/// <param name="read">The match it says, or null when the values are none that iptables prints.</param>
internal sealed class MatchOption(int values, Func<OptionValue, Match?> read)
{
    public int Values => values;

    /// <summary>Protocols of the rule with which the kernel lets the option stand; null where any will do.</summary>
    public IReadOnlyList<byte>? Protocols { get; init; }

    /// <summary>The family it exists for; null for both.</summary>
    public Family? Only { get; init; }

    public Match? Read(OptionValue value) => read(value);

    /// <summary>Whether it means what <see cref="Read"/> says in a rule for that protocol and family.</summary>
    public bool Serves(byte? protocol, Family family) =>
        (Only is null || Only == family) && (Protocols is null || (protocol is { } number && Protocols.Contains(number)));
}
