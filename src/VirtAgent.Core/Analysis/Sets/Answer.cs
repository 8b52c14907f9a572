namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// The packets a condition can hold for and those it can fail for. A packet that is in both is one whose sender has the choice;
/// none is in neither.
/// </summary>
/// <param name="Holds">Packets that can meet it.</param>
/// <param name="Fails">Packets that can fail it.</param>
internal readonly record struct Answer(PacketSet Holds, PacketSet Fails)
{
    public static Answer Exactly(PacketSet holds) => new(holds, !holds);

    public static Answer operator &(Answer a, Answer b) => new(a.Holds & b.Holds, a.Fails | b.Fails);

    public static Answer operator |(Answer a, Answer b) => new(a.Holds | b.Holds, a.Fails & b.Fails);

    public static Answer operator !(Answer a) => new(a.Fails, a.Holds);
}
