using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Sets;

/// <summary>How the space writes a conntrack state in three bits.</summary>
internal static class StateCode
{
    public const int New = 0;
    public const int Invalid = 1;
    public const int Untracked = 2;
    public const int Established = 3;
    public const int Related = 4;

    private static readonly (ConnectionStates State, int Code)[] Table =
    [
        (ConnectionStates.New, New), (ConnectionStates.Invalid, Invalid), (ConnectionStates.Untracked, Untracked),
        (ConnectionStates.Established, Established), (ConnectionStates.Related, Related),
    ];

    /// <summary>The codes of all states in <paramref name="states"/>; pseudo-states have none.</summary>
    public static IEnumerable<int> Of(ConnectionStates states)
    {
        foreach (var (state, code) in Table)
        {
            if (states.HasFlag(state)) yield return code;
        }
    }

    /// <summary>The state a code stands for.</summary>
    public static ConnectionStates State(int code) => Table[code].State;
}
