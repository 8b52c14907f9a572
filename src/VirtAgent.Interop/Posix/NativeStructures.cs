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

/// <summary><c>struct rtgenmsg</c>, linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct rtgenmsg
{
    public byte rtgen_family;
}

/// <summary><c>struct ifinfomsg</c>, linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ifinfomsg
{
    public byte ifi_family;
    public byte __ifi_pad;
    public ushort ifi_type;
    public int ifi_index;
    public uint ifi_flags;
    public uint ifi_change;
}

/// <summary><c>struct tcmsg</c>, linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct tcmsg
{
    public byte tcm_family;
    public byte tcm__pad1;
    public ushort tcm__pad2;
    public int tcm_ifindex;
    public uint tcm_handle;
    public uint tcm_parent;
    public uint tcm_info;
}

/// <summary><c>struct ebt_replace</c>, linux/netfilter_bridge/ebtables.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ebt_replace
{
    public fixed byte name[32];
    public uint valid_hooks;
    public uint nentries;
    public uint entries_size;
    public fixed ulong hook_entry[6];
    public uint num_counters;
    public nint counters;
    public nint entries;
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_PROG_QUERY reads and writes, linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct bpf_attr_query
{
    public uint target_ifindex;
    public uint attach_type;
    public uint query_flags;
    public uint attach_flags;
    public ulong prog_ids;
    public uint prog_cnt;
    public uint padding;
    public ulong prog_attach_flags;
    public ulong link_ids;
    public ulong link_attach_flags;
    public ulong revision;
}
