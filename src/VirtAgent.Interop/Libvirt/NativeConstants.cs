namespace VirtAgent.Interop.Libvirt;

/// <summary><c>virConnectListAllDomainsFlags</c>, libvirt-domain.h.</summary>
[HeaderPrefix("VIR_CONNECT_LIST_DOMAINS_")]
internal enum ListDomainsFlags : uint
{
    Active = 1,
    Inactive = 2,
}

/// <summary><c>virConnectListAllNetworksFlags</c>, libvirt-network.h; the reverse order of the domains' flags.</summary>
[HeaderPrefix("VIR_CONNECT_LIST_NETWORKS_")]
internal enum ListNetworksFlags : uint
{
    Inactive = 1,
    Active = 2,
}

/// <summary><c>virDomainXMLFlags</c>, libvirt-domain.h.</summary>
[HeaderPrefix("VIR_DOMAIN_XML_")]
internal enum DomainXmlFlags : uint
{
    Inactive = 2,
}

/// <summary><c>virTypedParameterType</c>, libvirt-common.h.</summary>
[HeaderPrefix("VIR_TYPED_PARAM_")]
internal enum TypedParameterType
{
    Uint = 2,
}

/// <summary><c>virDomainEventID</c>, libvirt-domain.h.</summary>
[HeaderPrefix("VIR_DOMAIN_EVENT_ID_")]
internal enum DomainEventId
{
    Lifecycle = 0,
    DeviceRemoved = 15,
    DeviceAdded = 19,
    DeviceRemovalFailed = 22,

    /// <summary>Since 11.2.0.</summary>
    NicMacChange = 27,
}

/// <summary><c>virNetworkEventID</c>, libvirt-network.h.</summary>
[HeaderPrefix("VIR_NETWORK_EVENT_ID_")]
internal enum NetworkEventId
{
    Lifecycle = 0,

    /// <summary>Since 9.8.0.</summary>
    MetadataChange = 1,
}
