using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Findings;

/// <summary>The parts of a finding's key.</summary>
/// <param name="Code">One of <see cref="FindingCode"/>.</param>
/// <param name="Network">Its network, or null.</param>
/// <param name="Subject">What it is about.</param>
public readonly record struct FindingKey(string Code, string? Network, string Subject)
{
    /// <summary>
    /// The family that a finding about forwarding (<c>out IPv6: …</c>, <c>IPv6: …</c>) or tainted rules (<c>IPv6
    /// filter/FORWARD</c>) speaks of: its subject begins with it, and a key that was kept in a ledger has nothing else to say it
    /// with.
    /// </summary>
    public Family Family =>
        Subject.Split(':')[0].Contains(nameof(Family.IPv6), StringComparison.Ordinal) ? Family.IPv6 : Family.IPv4;

    /// <summary>Takes a key apart; its network is not to be guessed from it, since names may hold blanks.</summary>
    public static FindingKey Parse(string key, string? network)
    {
        var code = key.Split(' ')[0];
        var rest = key[code.Length..].TrimStart();
        if (network is not null && rest.StartsWith(network + " ", StringComparison.Ordinal)) rest = rest[(network.Length + 1)..];
        return new FindingKey(code, network, rest);
    }

    /// <summary><c>forward-leak network1 out IPv4: -A FORWARD -j ACCEPT</c>.</summary>
    public override string ToString() => Network is null ? $"{Code} {Subject}" : $"{Code} {Network} {Subject}";
}
