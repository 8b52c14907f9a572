using VirtAgent.Ledger;

namespace VirtAgent.Watch;

/// <summary>Where the daemon keeps its things.</summary>
/// <param name="State">Folder of the ledger, of what is spooled, and of the sign of life.</param>
/// <param name="Runtime">Folder of its sockets.</param>
internal sealed record DaemonFolders(string State, string Runtime)
{
    public string Ledger => Path.Combine(State, LedgerFile.Name);

    /// <summary>Where the network hook leaves notices while nobody takes them.</summary>
    public string HookSpool => Path.Combine(State, "hook");

    /// <summary>Where the network hook finds the daemon.</summary>
    public string HookSocket => Path.Combine(Runtime, "hook.sock");

    /// <summary>See <see cref="Control.AgentSocket"/>.</summary>
    public string AgentSocket => Path.Combine(Runtime, "agent.sock");

    /// <summary>See <see cref="Ledger.Heartbeat"/>.</summary>
    public string LifeSign => Path.Combine(State, "alive");
}
