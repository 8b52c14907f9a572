using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>What the kernel did with a packet.</summary>
/// <param name="Out">Device it was forwarded to, or null.</param>
/// <param name="Destination">The receiver it then named, which DNAT may have changed; null where it was not forwarded.</param>
internal sealed record KernelVerdict(string? Out, Address? Destination)
{
    public override string ToString() => Out is null ? "not forwarded" : $"forwarded to {Destination} on {Out}";
}
