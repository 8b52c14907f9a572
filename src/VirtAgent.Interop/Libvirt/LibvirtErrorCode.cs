namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// <c>virErrorNumber</c> (virterror.h): those a reader of networks, ports and guests can meet. Others keep their number.
/// </summary>
[HeaderPrefix("VIR_ERR_")]
public enum LibvirtErrorCode
{
    /// <summary>No error.</summary>
    Ok = 0,

    /// <summary>Also what a call on a closed connection fails with (domain 7, RPC).</summary>
    InternalError = 1,

    /// <summary>Out of memory.</summary>
    NoMemory = 2,

    /// <summary>The library, the driver or the daemon does not have this function.</summary>
    NoSupport = 3,

    /// <summary>The host of the URI cannot be resolved.</summary>
    UnknownHost = 4,

    /// <summary>No driver takes this URI.</summary>
    NoConnect = 5,

    /// <summary>The connection object is not one.</summary>
    InvalidConn = 6,

    /// <summary>The domain object is not one.</summary>
    InvalidDomain = 7,

    /// <summary>An argument is not acceptable, a malformed UUID for instance.</summary>
    InvalidArg = 8,

    /// <summary>The daemon tried and failed.</summary>
    OperationFailed = 9,

    /// <summary>XML that libvirt cannot read.</summary>
    XmlError = 27,

    /// <summary>Refused because the connection is read-only.</summary>
    OperationDenied = 29,

    /// <summary>The network object is not one.</summary>
    InvalidNetwork = 36,

    /// <summary>A system call failed: no socket, no permission to open it.</summary>
    SystemError = 38,

    /// <summary>The remote protocol failed.</summary>
    Rpc = 39,

    /// <summary>No such domain.</summary>
    NoDomain = 42,

    /// <summary>No such network.</summary>
    NoNetwork = 43,

    /// <summary>Authentication failed (polkit, SASL).</summary>
    AuthFailed = 45,

    /// <summary>Not possible in this state: the ports of an inactive network.</summary>
    OperationInvalid = 55,

    /// <summary>The daemon gave up waiting, for a job of the guest for instance.</summary>
    OperationTimeout = 68,

    /// <summary>A hook script refused.</summary>
    HookScriptFailed = 70,

    /// <summary>Authentication was cancelled.</summary>
    AuthCancelled = 79,

    /// <summary>The driver does not support this operation.</summary>
    OperationUnsupported = 84,

    /// <summary>The ssh transport failed.</summary>
    Ssh = 85,

    /// <summary>Refused by libvirt's access control.</summary>
    AccessDenied = 88,

    /// <summary>No authentication agent is there to ask.</summary>
    AuthUnavailable = 94,

    /// <summary>The network port object is not one.</summary>
    InvalidNetworkPort = 105,

    /// <summary>A port with this UUID exists.</summary>
    NetworkPortExist = 106,

    /// <summary>No such network port.</summary>
    NoNetworkPort = 107,
}
