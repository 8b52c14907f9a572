using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>What the parts of one walk share: the packet, what it met, and the choices that were made for it.</summary>
internal sealed class Journey(FamilyPath path, Packet packet, Choices choices)
{
    private readonly List<TraceStep> _steps = [];
    private readonly List<PacketCopy> _copies = [];
    private readonly List<string> _notes = [];

    /// <summary>What stands on its way.</summary>
    public FamilyPath Path => path;

    /// <summary>The packet.</summary>
    public PacketInFlight Packet { get; } = new(packet);

    /// <summary>How far it is.</summary>
    public WayPoint Reached { get; set; }

    /// <summary>Every step taken.</summary>
    public IReadOnlyList<TraceStep> Steps => _steps;

    /// <summary>Copies that were sent on.</summary>
    public IReadOnlyList<PacketCopy> Copies => _copies;

    /// <summary>What the walk rests on besides the choices that were made.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>
    /// Which of <paramref name="count"/> ways to go at a place, from 0; not asked where there is one that is certain.
    /// </summary>
    public int Choose(object place, string question, int count, Func<int, string?> assumption, bool coversAll = true)
    {
        if (count == 1 && assumption(0) is null) return 0;
        return choices.Take(new ChoicePoint(Reached, place, question, Packet with { }), count, assumption, coversAll);
    }

    /// <summary>A step was taken.</summary>
    public void Add(TraceStep step) => _steps.Add(step);

    /// <summary>The kernel decided something.</summary>
    public void Kernel(string table, string chain, string text, string outcome) =>
        _steps.Add(new TraceStep("kernel", table, chain, 0, text, outcome));

    /// <summary>
    /// The rule whose step comes next sends a copy out of <paramref name="device"/>; null where that is not known.
    /// </summary>
    public void Copy(string? device) => _copies.Add(new PacketCopy(device, _steps.Count));

    /// <summary>The walk rests on <paramref name="note"/>.</summary>
    public void Note(string note) => _notes.Add(note);
}
