using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>What the kernel did with a packet.</summary>
/// <param name="Out">Device it was forwarded to, or null.</param>
/// <param name="Destination">The receiver it then named, which DNAT may have changed; null where it was not forwarded.</param>
internal sealed record KernelVerdict(string? Out, Address? Destination)
{
    /// <summary>Every device that it or a copy of it left on.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    public override string ToString() => Left.Count > 1 ? $"left on {string.Join(" and ", Left)}" : Out is null
        ? "not forwarded" : $"forwarded to {Destination} on {Out}";
}
