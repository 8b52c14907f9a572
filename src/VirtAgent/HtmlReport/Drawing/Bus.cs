using VirtAgent.HtmlReport.Topology;

namespace VirtAgent.HtmlReport.Drawing;

/// <summary>
/// What joins all passages of one kind and direction to the place at their other end, so that they arrive as one wire.
/// </summary>
/// <param name="Other">That place.</param>
/// <param name="Kind">Their kind.</param>
/// <param name="Inward">Whether they come from it.</param>
internal readonly record struct Bus(Place Other, PassageKind Kind, bool Inward)
{
    /// <summary>That of a passage; null where it leads nowhere.</summary>
    public static Bus? Of(Passage passage) =>
        passage.Other is null ? null : new Bus(passage.Other, passage.Kind, passage.Inward);
}
