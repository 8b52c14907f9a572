namespace VirtAgent.Core.Readers.Kernel;

/// <summary>How a field is compared: enum nft_cmp_ops (linux/netfilter/nf_tables.h), and behind it what a range says.</summary>
internal enum Comparer : uint
{
    /// <summary>It is the value.</summary>
    Equal,

    /// <summary>It is another value.</summary>
    NotEqual,

    /// <summary>It is less.</summary>
    Less,

    /// <summary>It is the value or less.</summary>
    LessOrEqual,

    /// <summary>It is greater.</summary>
    Greater,

    /// <summary>It is the value or greater.</summary>
    GreaterOrEqual,

    /// <summary>It is in a range.</summary>
    InRange,

    /// <summary>It is not in a range.</summary>
    NotInRange,
}
