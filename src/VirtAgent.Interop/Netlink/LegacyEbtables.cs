using System.Text;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>Asks the legacy backend of ebtables (linux/netfilter_bridge/ebtables.h).</summary>
public static unsafe class LegacyEbtables
{
    /// <summary>
    /// How many rules a table has; null where there is no such table. A kernel with modules would load that of the table it is
    /// asked for, so only ask where it is there.
    /// </summary>
    /// <param name="table">broute, nat or filter.</param>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static int? Rules(string table)
    {
        using var socket = NativeLinux.socket(
            (int)AddressFamilyNumber.Inet, (int)(SocketKind.Dgram | SocketKind.Cloexec), 0);
        if (socket.IsInvalid) throw KernelException.Last("A socket for ebtables cannot be made");
        var question = default(ebt_replace);
        Encoding.ASCII.GetBytes(table, new Span<byte>(question.name, 31));
        var length = (uint)sizeof(ebt_replace);
        if (NativeLinux.getsockopt(socket, (int)SocketLevel.Ip, (int)EbtablesOption.GetInfo, &question, &length) == 0)
            return (int)question.nentries;
        // Without legacy ebtables nobody has registered the option, and without the table there is none of that name.
        if (KernelException.LastIs(Errno.Noprotoopt) || KernelException.LastIs(Errno.Noent)) return null;
        throw KernelException.Last(
            $"The table {table} of legacy ebtables cannot be read", (Errno.Perm, "it needs CAP_NET_ADMIN"));
    }
}
