using System.Runtime.InteropServices;

namespace VirtAgent.SystemTests.Support;

/// <summary>Takes a capability from the calling thread for a while (capabilities(7)); the process keeps it.</summary>
internal static class Privilege
{
    /// <summary>CAP_NET_ADMIN, linux/capability.h.</summary>
    public const int NetAdmin = 12;

    /// <summary>Runs <paramref name="work"/> without it being effective.</summary>
    public static void Without(int capability, Action work)
    {
        // _LINUX_CAPABILITY_VERSION_3, of the calling thread; twice effective, permitted and inheritable, 32 capabilities each.
        int[] header = [0x20080522, 0];
        var before = new uint[6];
        if (capget(header, before) != 0) throw new InvalidOperationException("The thread's capabilities cannot be read.");
        var after = before.ToArray();
        after[0] &= ~(1u << capability);
        if (capset(header, after) != 0) throw new InvalidOperationException("A capability cannot be put aside.");
        try
        {
            work();
        }
        finally
        {
            if (capset(header, before) != 0) Environment.FailFast("A capability cannot be taken back.");
        }
    }

    [DllImport("libc")]
    private static extern int capget(int[] header, uint[] data);

    [DllImport("libc")]
    private static extern int capset(int[] header, uint[] data);
}
