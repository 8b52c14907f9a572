using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// Asks which BPF programs a device runs its packets through (bpf(2), BPF_PROG_QUERY), which takes CAP_NET_ADMIN.
/// </summary>
public static unsafe class BpfPrograms
{
    // bpf(2) has no function in the C library (asm/unistd.h).
    private static readonly nint Call = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 => 280,
        var other => throw new PlatformNotSupportedException($"The number of the system call bpf is not known for {other}."),
    };

    private static readonly Version AnswersWithoutBpf = new(5, 19);

    /// <summary>How many tcx programs packets meet that come in on a device, or go out on it.</summary>
    /// <param name="index">Interface index.</param>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static int Tcx(int index) => Count(index, BpfAttachType.TcxIngress) + Count(index, BpfAttachType.TcxEgress);

    /// <summary>The same of a netkit device, whose programs are its driver.</summary>
    /// <param name="index">Interface index.</param>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static int Netkit(int index) => Count(index, BpfAttachType.NetkitPrimary) + Count(index, BpfAttachType.NetkitPeer);

    private static int Count(int index, BpfAttachType type)
    {
        var query = new bpf_attr_query { target_ifindex = (uint)index, attach_type = (uint)type };
        if (NativeLinux.syscall(Call, (nint)BpfCommand.ProgQuery, (nint)(&query), sizeof(bpf_attr_query)) == 0)
            return (int)query.prog_cnt;
        // A kernel without tcx (before 6.6) knows no such place, and a device without programs has no list of them.
        if (KernelException.LastIs(Errno.Inval) || KernelException.LastIs(Errno.Noent)) return 0;
        // Before 5.19 kernel.unprivileged_bpf_disabled refuses every question of whoever lacks CAP_BPF; those have no tcx.
        if (KernelException.LastIs(Errno.Perm) && Environment.OSVersion.Version < AnswersWithoutBpf) return 0;
        throw KernelException.Last(
            "The kernel does not tell of tcx programs", (Errno.Perm, "it needs CAP_NET_ADMIN and the system call bpf"));
    }
}
