namespace VirtAgent.Core.Rulesets;

/// <summary>An interface name in a rule, perhaps with the trailing <c>+</c> of iptables.</summary>
/// <param name="Name">The name, without the <c>+</c>.</param>
/// <param name="Wildcard">Whether every name that begins so is meant, the bare one included.</param>
public sealed record DevicePattern(string Name, bool Wildcard)
{
    /// <summary>Reads iptables' notation.</summary>
    public static DevicePattern Parse(string text) =>
        text.EndsWith('+') ? new DevicePattern(text[..^1], true) : new DevicePattern(text, false);

    /// <summary>Whether <paramref name="device"/> is meant.</summary>
    public bool Covers(string device) =>
        Wildcard ? device.StartsWith(Name, StringComparison.Ordinal) : string.Equals(device, Name, StringComparison.Ordinal);

    /// <summary>iptables' notation.</summary>
    public override string ToString() => Wildcard ? Name + "+" : Name;
}
