namespace VirtAgent.Core.Analysis.Path;

/// <summary>Whether a condition holds, as far as what was observed and is modelled can tell (Kleene's logic).</summary>
internal enum Truth
{
    /// <summary>It does not hold.</summary>
    No,

    /// <summary>It may or may not hold.</summary>
    Unknown,

    /// <summary>It holds.</summary>
    Yes,
}

/// <summary>Three-valued connectives.</summary>
internal static class Truths
{
    /// <summary>Yes or No.</summary>
    public static Truth Of(bool holds) => holds ? Truth.Yes : Truth.No;

    /// <summary>The opposite when <paramref name="negated"/>; what may hold may still hold.</summary>
    public static Truth Negate(this Truth truth, bool negated) => negated ? Truth.Yes - (int)truth : truth;

    /// <summary>The weaker of the two.</summary>
    public static Truth And(this Truth left, Truth right) => left < right ? left : right;

    /// <summary>The stronger of the two.</summary>
    public static Truth Or(this Truth left, Truth right) => left > right ? left : right;
}
