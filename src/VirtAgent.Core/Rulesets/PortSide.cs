namespace VirtAgent.Core.Rulesets;

/// <summary>Which port of a packet a match looks at.</summary>
public enum PortSide
{
    /// <summary>The sender's.</summary>
    Source,

    /// <summary>The receiver's.</summary>
    Destination,

    /// <summary>Either of the two (<c>multiport --ports</c>).</summary>
    Either,
}
