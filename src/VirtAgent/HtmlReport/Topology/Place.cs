using VirtAgent.Presentation;

namespace VirtAgent.HtmlReport.Topology;

/// <summary>Something that packets come from and go to.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">Its name.</param>
internal sealed record Place(PlaceKind Kind, string Title)
{
    /// <summary>Lines below the name.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Verdicts, in few words each.</summary>
    public IReadOnlyList<Cell> Badges { get; init; } = [];

    /// <summary>How it looks: bad where it leaks.</summary>
    public Tone Tone { get; init; }
}
