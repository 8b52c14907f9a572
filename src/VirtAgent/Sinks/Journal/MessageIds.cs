using VirtAgent.Core.Ledger;

namespace VirtAgent.Sinks.Journal;

/// <summary>
/// MESSAGE_ID by kind. They never change: people filter by them (<c>journalctl MESSAGE_ID=…</c>) and
/// <c>deploy/virt-agent.catalog</c> explains them (<c>journalctl -x</c>).
/// </summary>
internal static class MessageIds
{
    /// <summary>The id, 32 lower-case hex digits.</summary>
    public static string Of(EntryKind kind) => kind switch
    {
        EntryKind.PortCreated => "1d651ed1089a45eaaacb543688dcf35b",
        EntryKind.PortBound => "7dba1cb2ba694901ba0a39e68e5c9745",
        EntryKind.PortChanged => "caca57eccf3e489cbf4c216b326535e5",
        EntryKind.PortUnbound => "4ba48bb089fc4a1094eb39f192298206",
        EntryKind.PortDeleted => "e8eeba88617e4d83b08caee2a68d2f34",
        EntryKind.FindingRaised => "f1bbee60e641484cb43faf48cb013ed0",
        EntryKind.FindingCleared => "8d846070dbf84b7ca8a1a1e1260e7205",
        EntryKind.GapOpened => "752d036dc7864c10beb913e2b50166a9",
        EntryKind.GapClosed => "5da7e9fd8b0b4e78a7d0e26dee8b8a16",
        EntryKind.AgentStarted => "63d5d21686e34ff7b1b87bb2ca24528c",
        EntryKind.AgentStopped => "1b2c36d897db44bf9183ad0e57055e53",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "The kind has no message id."),
    };
}
