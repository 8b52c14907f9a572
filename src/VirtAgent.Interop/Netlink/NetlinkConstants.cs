namespace VirtAgent.Interop.Netlink;

/// <summary>linux/rtnetlink.h: attributes of queueing disciplines, classes and filters.</summary>
[HeaderPrefix("TCA_")]
internal enum TrafficAttribute
{
    Kind = 1,
    Options = 2,
    Chain = 11,
    IngressBlock = 13,
    EgressBlock = 14,
}

/// <summary>linux/pkt_cls.h: attributes of an action.</summary>
[HeaderPrefix("TCA_ACT_")]
internal enum ActionAttribute
{
    Kind = 1,
    Options = 2,
}

/// <summary>linux/tc_act/tc_mirred.h.</summary>
[HeaderPrefix("TCA_MIRRED_")]
internal enum MirredAttribute
{
    Parms = 2,
}

/// <summary>linux/tc_act/tc_skbedit.h.</summary>
[HeaderPrefix("TCA_SKBEDIT_")]
internal enum SkbeditAttribute
{
    Tm = 1,
    Parms = 2,
    Priority = 3,
    QueueMapping = 4,
    Pad = 6,
}

/// <summary>linux/if_link.h: attributes of devices.</summary>
[HeaderPrefix("IFLA_")]
internal enum LinkAttribute
{
    Ifname = 3,
    Link = 5,
    Linkinfo = 18,
    ExtMask = 29,
    LinkNetnsid = 37,
    TargetNetnsid = 46,
}

/// <summary>linux/if_link.h: what kind of device it is.</summary>
[HeaderPrefix("IFLA_INFO_")]
internal enum LinkInfoAttribute
{
    Kind = 1,
    Data = 2,
}

/// <summary>linux/net_namespace.h.</summary>
[HeaderPrefix("NETNSA_")]
internal enum NamespaceAttribute
{
    Nsid = 1,
    Pid = 2,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: the low byte of a message's type.</summary>
[HeaderPrefix("IPCTNL_MSG_CT_")]
internal enum ConntrackMessage
{
    Get = 1,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: the low byte of a message's type, for expectations.</summary>
[HeaderPrefix("IPCTNL_MSG_EXP_")]
internal enum ExpectationMessage
{
    Get = 1,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: attributes of a flow.</summary>
[HeaderPrefix("CTA_")]
internal enum ConntrackAttribute
{
    TupleOrig = 1,
    TupleReply = 2,
    Status = 3,
    Help = 5,
    Zone = 18,
    StatusMask = 26,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: attributes of a tuple.</summary>
[HeaderPrefix("CTA_TUPLE_")]
internal enum TupleAttribute
{
    Ip = 1,
    Proto = 2,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: addresses of a tuple.</summary>
[HeaderPrefix("CTA_IP_")]
internal enum TupleAddressAttribute
{
    V4Src = 1,
    V4Dst = 2,
    V6Src = 3,
    V6Dst = 4,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: protocol and ports of a tuple.</summary>
[HeaderPrefix("CTA_PROTO_")]
internal enum TupleProtocolAttribute
{
    Num = 1,
    SrcPort = 2,
    DstPort = 3,
    IcmpId = 4,
    IcmpType = 5,
    IcmpCode = 6,
    Icmpv6Id = 7,
    Icmpv6Type = 8,
    Icmpv6Code = 9,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: the helper of a flow.</summary>
[HeaderPrefix("CTA_HELP_")]
internal enum HelpAttribute
{
    Name = 1,
}

/// <summary>linux/netfilter/nfnetlink_conntrack.h: attributes of an expectation.</summary>
[HeaderPrefix("CTA_EXPECT_")]
internal enum ExpectationAttribute
{
    HelpName = 6,
}

/// <summary>linux/xfrm.h: message types.</summary>
[HeaderPrefix("XFRM_MSG_")]
internal enum IpsecMessage
{
    Getspdinfo = 37,
}

/// <summary>linux/xfrm.h: numbers of policies.</summary>
[HeaderPrefix("XFRMA_SPD_")]
internal enum IpsecPolicyAttribute
{
    Info = 1,
}

/// <summary>linux/bpf.h: commands.</summary>
[HeaderPrefix("BPF_")]
internal enum BpfCommand
{
    ProgQuery = 16,
}

/// <summary>linux/bpf.h: where programs are attached.</summary>
[HeaderPrefix("BPF_")]
internal enum BpfAttachType
{
    TcxIngress = 46,
    TcxEgress = 47,
    NetkitPrimary = 54,
    NetkitPeer = 55,
}

/// <summary>linux/netfilter_bridge/ebtables.h: socket options.</summary>
[HeaderPrefix("EBT_SO_")]
internal enum EbtablesOption
{
    GetInfo = 128,
}
