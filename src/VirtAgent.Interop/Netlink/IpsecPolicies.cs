using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>How many IPsec policies this network namespace has (linux/xfrm.h).</summary>
public static class IpsecPolicies
{
    /// <summary>
    /// Those that packets which leave are held against, forwarded ones too, and which may send them another way than routes do.
    /// </summary>
    /// <exception cref="KernelException">The kernel does not answer; it needs CAP_NET_ADMIN.</exception>
    public static int Outbound()
    {
        using var socket = new NetlinkSocket(NetlinkFamily.Xfrm, "IPsec policies");
        var count = 0;
        socket.Ask((int)IpsecMessage.Getspdinfo, RequestFlags.Request, NetlinkQuestion.Of(0u), (_, payload) =>
        {
            var attributes = new NetlinkAttributes(payload[Math.Min(sizeof(uint), payload.Length)..]);
            while (attributes.Next())
            {
                // struct xfrmu_spdinfo begins with the numbers of those for packets in, out and through.
                if (attributes.Type == (int)IpsecPolicyAttribute.Info && attributes.Value.Length >= 2 * sizeof(uint))
                    count = MemoryMarshal.Read<int>(attributes.Value[sizeof(uint)..]);
            }

            return false;
        });
        return count;
    }
}
