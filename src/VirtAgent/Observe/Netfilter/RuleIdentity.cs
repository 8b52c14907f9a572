using VirtAgent.Interop.Nftables;

namespace VirtAgent.Observe.Netfilter;

/// <summary>By what a rule of the kernel is known again: its number, and what it does and says.</summary>
/// <param name="Handle">See <see cref="KernelRule.Handle"/>.</param>
/// <param name="Fingerprint">See <see cref="KernelRule.Fingerprint"/>.</param>
internal readonly record struct RuleIdentity(ulong Handle, UInt128 Fingerprint)
{
    /// <summary>That of <paramref name="rule"/>.</summary>
    public static RuleIdentity Of(KernelRule rule) => new(rule.Handle, rule.Fingerprint());
}
