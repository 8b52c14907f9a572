namespace VirtAgent.Core.Ledger;

/// <summary>What a ledger entry says. <see cref="EntryKinds"/> has the words used in JSON and on the command line.</summary>
public enum EntryKind
{
    /// <summary>libvirt made the port.</summary>
    PortCreated,

    /// <summary>A guest's NIC holds the port, and its tap is where the plug says.</summary>
    PortBound,

    /// <summary>Something about a bound port is different now: bridge, MAC, bandwidth, owner; the detail says what.</summary>
    PortChanged,

    /// <summary>The tap is gone, or in no bridge any more, or no NIC names the port.</summary>
    PortUnbound,

    /// <summary>The port is gone.</summary>
    PortDeleted,

    /// <summary>A finding stands from now on.</summary>
    FindingRaised,

    /// <summary>It does not stand any more.</summary>
    FindingCleared,

    /// <summary>Something is not observed from now on.</summary>
    GapOpened,

    /// <summary>It is observed again.</summary>
    GapClosed,

    /// <summary>The agent began to watch.</summary>
    AgentStarted,

    /// <summary>The agent stopped in good order.</summary>
    AgentStopped,
}
