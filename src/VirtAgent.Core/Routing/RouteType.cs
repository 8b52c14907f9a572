namespace VirtAgent.Core.Routing;

/// <summary>rtnetlink's route types (RTN_*, include/uapi/linux/rtnetlink.h).</summary>
public enum RouteType
{
    /// <summary>Forwarded to a next hop.</summary>
    Unicast,

    /// <summary>An address of the host: delivered, not forwarded.</summary>
    Local,

    /// <summary>Delivered as broadcast.</summary>
    Broadcast,

    /// <summary>Delivered as anycast (IPv6 subnet-router).</summary>
    Anycast,

    /// <summary>Multicast routing.</summary>
    Multicast,

    /// <summary>Dropped silently.</summary>
    Blackhole,

    /// <summary>Rejected: unreachable.</summary>
    Unreachable,

    /// <summary>Rejected: prohibited.</summary>
    Prohibit,

    /// <summary>Look on in the next policy rule.</summary>
    Throw,

    /// <summary>A type this version does not know: packets may go anywhere.</summary>
    Unknown,
}
