namespace VirtAgent.Interop.Posix;

/// <summary>sys/inotify.h.</summary>
[Flags]
[HeaderPrefix("IN_")]
internal enum InotifyMask : uint
{
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Create = 0x100,
    Delete = 0x200,
    DeleteSelf = 0x400,
    MoveSelf = 0x800,
    Unmount = 0x2000,
    QOverflow = 0x4000,
    Ignored = 0x8000,
    Onlydir = 0x1000000,
    Isdir = 0x40000000,
}

/// <summary>fcntl.h; the flags of inotify and eventfd have the same values.</summary>
[Flags]
[HeaderPrefix("O_")]
internal enum OpenFlags
{
    Wronly = 1,
    Creat = 0x40,
    Excl = 0x80,
    Nonblock = 0x800,
    Cloexec = 0x80000,
    Path = 0x200000,
}

/// <summary>poll.h.</summary>
[HeaderPrefix("POLL")]
internal enum PollEvents
{
    In = 1,
}

/// <summary>errno.h.</summary>
[HeaderPrefix("E")]
internal enum Errno
{
    Perm = 1,
    Noent = 2,
    Intr = 4,
    Io = 5,
    Again = 11,
    Acces = 13,
    Exist = 17,
    Notdir = 20,
    Inval = 22,
    Mfile = 24,
    Nospc = 28,
    Noprotoopt = 92,
    Nobufs = 105,
    Connrefused = 111,
}

/// <summary>time.h.</summary>
[HeaderPrefix("CLOCK_")]
internal enum ClockId
{
    Realtime = 0,
    Boottime = 7,
}

/// <summary>sys/mman.h: what madvise(2) may be told.</summary>
[HeaderPrefix("MADV_")]
internal enum MemoryAdvice
{
    Dontneed = 4,
}

/// <summary>sys/socket.h: address families.</summary>
[HeaderPrefix("AF_")]
internal enum AddressFamilyNumber
{
    Inet = 2,
    Netlink = 16,
}

/// <summary>sys/socket.h: socket types and the flag that goes with them.</summary>
[Flags]
[HeaderPrefix("SOCK_")]
internal enum SocketKind
{
    Dgram = 2,
    Raw = 3,
    Nonblock = 0x800,
    Cloexec = 0x80000,
}

/// <summary>sys/socket.h: levels of socket options.</summary>
[HeaderPrefix("SOL_")]
internal enum SocketLevel
{
    Ip = 0,
    Socket = 1,
    Netlink = 270,
}

/// <summary>sys/socket.h: socket options of level SOL_SOCKET.</summary>
[HeaderPrefix("SO_")]
internal enum SocketOption
{
    Rcvbuf = 8,
    AttachFilter = 26,
    Rcvbufforce = 33,
}

/// <summary>sys/socket.h: flags of a read.</summary>
[HeaderPrefix("MSG_")]
internal enum MessageFlags
{
    Trunc = 0x20,
}

/// <summary>linux/bpf_common.h: parts of an instruction of a socket filter.</summary>
[Flags]
[HeaderPrefix("BPF_")]
internal enum BpfCode : ushort
{
    Ld = 0,
    H = 8,
    Abs = 0x20,
    Jmp = 5,
    Jeq = 0x10,
    Ret = 6,
}

/// <summary>linux/netlink.h: families of netlink, for socket(2).</summary>
[HeaderPrefix("NETLINK_")]
internal enum NetlinkFamily
{
    Route = 0,
    Xfrm = 6,
    Netfilter = 12,
}

/// <summary>linux/netlink.h: socket options of level SOL_NETLINK.</summary>
[HeaderPrefix("NETLINK_")]
internal enum NetlinkOption
{
    AddMembership = 1,
}

/// <summary>linux/rtnetlink.h: multicast groups.</summary>
[HeaderPrefix("RTNLGRP_")]
internal enum RouteGroup
{
    Link = 1,
    Tc = 4,
    Ipv4Ifaddr = 5,
    Ipv4Route = 7,
    Ipv4Rule = 8,
    Ipv6Ifaddr = 9,
    Ipv6Route = 11,
    Ipv6Ifinfo = 12,
    Ipv6Rule = 19,
    Ipv4Netconf = 24,
    Ipv6Netconf = 25,
}

/// <summary>linux/rtnetlink.h: message types.</summary>
[HeaderPrefix("RTM_")]
internal enum RouteMessage : ushort
{
    Newlink = 16,
    Dellink = 17,
    Getlink = 18,
    Newaddr = 20,
    Deladdr = 21,
    Newroute = 24,
    Delroute = 25,
    Newrule = 32,
    Delrule = 33,
    Newqdisc = 36,
    Delqdisc = 37,
    Getqdisc = 38,
    Newtclass = 40,
    Deltclass = 41,
    Gettclass = 42,
    Newtfilter = 44,
    Deltfilter = 45,
    Gettfilter = 46,
    Newnetconf = 80,
    Delnetconf = 81,
    Getnsid = 90,
    Newchain = 100,
    Delchain = 101,
}

/// <summary>linux/netfilter/nfnetlink.h: multicast groups.</summary>
[HeaderPrefix("NFNLGRP_")]
internal enum NetfilterGroup
{
    Nftables = 7,
}

/// <summary>linux/netfilter/nfnetlink.h: the high byte of a message's type.</summary>
[HeaderPrefix("NFNL_SUBSYS_")]
internal enum NetfilterSubsystem
{
    Ctnetlink = 1,
    CtnetlinkExp = 2,
    Nftables = 10,
}

/// <summary>linux/netfilter/nf_tables.h: the low byte of a message's type.</summary>
[HeaderPrefix("NFT_MSG_")]
internal enum RulesetMessage
{
    Newchain = 3,
    Getchain = 4,
    Delchain = 5,
    Newrule = 6,
    Getrule = 7,
    Delrule = 8,
    Newgen = 15,
    Getgen = 16,
}

/// <summary>linux/netlink.h: types of messages that every family has.</summary>
[HeaderPrefix("NLMSG_")]
internal enum ControlMessage : ushort
{
    Error = 2,
    Done = 3,
}

/// <summary>linux/netlink.h: flags of a request, and of an answer of many messages.</summary>
[Flags]
[HeaderPrefix("NLM_F_")]
internal enum RequestFlags : ushort
{
    Request = 1,
    DumpIntr = 0x10,
    Dump = 0x300,
}

/// <summary>linux/netfilter/nf_tables.h: attributes of chains.</summary>
[HeaderPrefix("NFTA_CHAIN_")]
internal enum ChainAttribute : ushort
{
    Table = 1,
    Handle = 2,
    Name = 3,
    Hook = 4,
    Policy = 5,
    Type = 7,
}

/// <summary>linux/netfilter/nf_tables.h: attributes of a base chain's hook.</summary>
[HeaderPrefix("NFTA_HOOK_")]
internal enum HookAttribute : ushort
{
    Hooknum = 1,
    Priority = 2,
}

/// <summary>linux/netfilter/nf_tables.h: attributes of rules.</summary>
[HeaderPrefix("NFTA_RULE_")]
internal enum RuleAttribute : ushort
{
    Table = 1,
    Chain = 2,
    Handle = 3,
    Expressions = 4,
    Userdata = 7,
}

/// <summary>linux/netfilter/nf_tables.h: attributes of NFT_MSG_NEWGEN.</summary>
[HeaderPrefix("NFTA_GEN_")]
internal enum GenerationAttribute : ushort
{
    Id = 1,
    ProcPid = 2,
    ProcName = 3,
}
