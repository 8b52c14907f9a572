using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Findings;

/// <summary>What is proved of one network.</summary>
/// <param name="Network">The network.</param>
/// <param name="IPv4">Its IPv4 promise.</param>
/// <param name="IPv6">Its IPv6 promise.</param>
/// <param name="Layer2">Its bridge's members.</param>
/// <param name="Ports">How many ports it lists.</param>
public sealed record NetworkVerdict(VirtualNetwork Network, PromiseVerdict IPv4, PromiseVerdict IPv6,
    PromiseVerdict Layer2, int Ports)
{
    /// <summary>The three verdicts.</summary>
    public IEnumerable<PromiseVerdict> All => [IPv4, IPv6, Layer2];
}
