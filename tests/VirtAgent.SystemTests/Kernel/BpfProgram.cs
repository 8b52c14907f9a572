using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// A BPF program on a device of the calling thread's network namespace, for as long as it is not disposed of (bpf(2), Linux 6.6).
/// </summary>
internal sealed class BpfProgram : IDisposable
{
    /// <summary>Where tcx programs meet what comes in (linux/bpf.h, BPF_TCX_INGRESS).</summary>
    public const int TcxIngress = 46;

    /// <summary>Where XDP programs do (BPF_XDP).</summary>
    public const int Xdp = 37;

    private const int Bpf = 321;
    private const int Load = 5;
    private const int LinkCreate = 28;
    private const int SchedCls = 3;
    private const int XdpType = 6;

    // The device's driver need not know of XDP (XDP_FLAGS_SKB_MODE).
    private const int Generic = 2;

    private readonly nint _memory = Marshal.AllocHGlobal(256);
    private readonly int _program;
    private readonly int _link;

    private BpfProgram(int index, int hook, byte[] instructions)
    {
        const int Code = 128, License = 192;
        Marshal.Copy(new byte[256], 0, _memory, 256);
        Marshal.Copy(instructions, 0, _memory + Code, instructions.Length);
        Marshal.Copy("GPL\0"u8.ToArray(), 0, _memory + License, 4);
        Marshal.WriteInt32(_memory, hook == Xdp ? XdpType : SchedCls);
        Marshal.WriteInt32(_memory, 4, instructions.Length / 8);
        Marshal.WriteIntPtr(_memory, 8, _memory + Code);
        Marshal.WriteIntPtr(_memory, 16, _memory + License);
        if (hook == Xdp) Marshal.WriteInt32(_memory, 68, hook);
        _program = Call(Load);

        Marshal.Copy(new byte[128], 0, _memory, 128);
        Marshal.WriteInt32(_memory, _program);
        Marshal.WriteInt32(_memory, 4, index);
        Marshal.WriteInt32(_memory, 8, hook);
        Marshal.WriteInt32(_memory, 12, hook == Xdp ? Generic : 0);
        _link = Call(LinkCreate);
    }

    /// <summary>One that lets every packet on: r0 = TCX_NEXT (-1); exit.</summary>
    public static BpfProgram Passing(int index) =>
        new(index, TcxIngress, [0xb7, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x95, 0, 0, 0, 0, 0, 0, 0]);

    /// <summary>One that sends every packet out on another device: r1 = target; r2 = 0; call bpf_redirect; exit.</summary>
    public static BpfProgram Redirecting(int index, int hook, int target)
    {
        byte[] instructions =
        [
            0xb7, 1, 0, 0, 0, 0, 0, 0, 0xb7, 2, 0, 0, 0, 0, 0, 0, 0x85, 0, 0, 0, 23, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0,
        ];
        BinaryPrimitives.WriteInt32LittleEndian(instructions.AsSpan(4), target);
        return new BpfProgram(index, hook, instructions);
    }

    public void Dispose()
    {
        _ = NativeLinux.close(_link);
        _ = NativeLinux.close(_program);
        Marshal.FreeHGlobal(_memory);
    }

    private int Call(int command)
    {
        var descriptor = NativeLinux.syscall(Bpf, command, _memory, 72);
        return descriptor >= 0 ? (int)descriptor : throw KernelException.Last($"bpf({command}) failed");
    }
}
