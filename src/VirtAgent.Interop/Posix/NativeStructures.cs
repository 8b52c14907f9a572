using System.Runtime.InteropServices;

#pragma warning disable CS8981 // Structures of C keep the names they have there.

namespace VirtAgent.Interop.Posix;

/// <summary><c>struct inotify_event</c> before its name, sys/inotify.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct inotify_event
{
    public int wd;
    public uint mask;
    public uint cookie;
    public uint len;
}

/// <summary><c>struct sockaddr_nl</c>, linux/netlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sockaddr_nl
{
    public ushort nl_family;
    public ushort nl_pad;
    public uint nl_pid;
    public uint nl_groups;
}

/// <summary><c>struct nlmsghdr</c>, linux/netlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nlmsghdr
{
    public uint nlmsg_len;
    public ushort nlmsg_type;
    public ushort nlmsg_flags;
    public uint nlmsg_seq;
    public uint nlmsg_pid;
}

/// <summary><c>struct nfgenmsg</c>, linux/netfilter/nfnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nfgenmsg
{
    public byte nfgen_family;
    public byte version;
    public ushort res_id;
}

/// <summary><c>struct nlattr</c>, linux/netlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct nlattr
{
    public ushort nla_len;
    public ushort nla_type;
}

/// <summary><c>struct sock_filter</c>, linux/filter.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sock_filter
{
    public ushort code;
    public byte jt;
    public byte jf;
    public uint k;
}

/// <summary><c>struct sock_fprog</c>, linux/filter.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sock_fprog
{
    public ushort len;
    public nint filter;
}

/// <summary><c>struct pollfd</c>, poll.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pollfd
{
    public int fd;
    public short events;
    public short revents;
}

/// <summary><c>struct timespec</c>, time.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct timespec
{
    public nint tv_sec;
    public nint tv_nsec;
}
