namespace VirtAgent.Presentation;

/// <summary>What a piece of text says beyond its words; shown as colour where there is any.</summary>
internal enum Tone
{
    /// <summary>Nothing more.</summary>
    Plain,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Look at it when there is time.</summary>
    Warning,

    /// <summary>Look at it now.</summary>
    Bad,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>Background.</summary>
    Faint,
}
