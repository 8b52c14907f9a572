namespace VirtAgent.HtmlReport.Drawing;

/// <summary>How a wire ends at its last point.</summary>
internal enum WireEnd
{
    /// <summary>It just ends.</summary>
    Plain,

    /// <summary>An arrow to the right.</summary>
    Arrow,

    /// <summary>A bar: nothing gets further.</summary>
    Bar,

    /// <summary>A ring: nobody knows.</summary>
    Ring,
}
