namespace VirtAgent.Core.Rulesets;

/// <summary>What a built-in chain does with a packet that reaches its end.</summary>
public enum ChainPolicy
{
    /// <summary>Let it go on to the next hook.</summary>
    Accept,

    /// <summary>Drop it, finally.</summary>
    Drop,
}
