namespace VirtAgent.Interop.Libvirt;

/// <summary>Why a connection ended (<c>virConnectCloseReason</c>, libvirt-common.h).</summary>
[HeaderPrefix("VIR_CONNECT_CLOSE_REASON_")]
public enum CloseReason
{
    /// <summary>Reading or writing the socket failed.</summary>
    Error = 0,

    /// <summary>The daemon went away.</summary>
    Eof = 1,

    /// <summary>The daemon stopped answering.</summary>
    Keepalive = 2,

    /// <summary>This side asked for it.</summary>
    Client = 3,
}
