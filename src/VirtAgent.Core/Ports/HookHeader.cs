using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ports;

/// <summary>The head of a hook's notice: all of it but the port XML.</summary>
/// <param name="At">See <see cref="HookNotice"/>.</param>
/// <param name="Boot">Likewise.</param>
/// <param name="Network">Likewise.</param>
/// <param name="Operation">Likewise.</param>
/// <param name="Length">How many bytes it takes, with the empty line that ends it.</param>
public sealed record HookHeader(Moment At, string Boot, string Network, string Operation, int Length);
