using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// A tcx program that lets every packet on, attached to a device for as long as it is not disposed of (bpf(2), Linux 6.6).
/// </summary>
internal sealed class TcxProgram : IDisposable
{
    private const int Bpf = 321;
    private const int Load = 5;
    private const int LinkCreate = 28;
    private const int SchedCls = 3;
    private const int TcxIngress = 46;

    // r0 = TCX_NEXT (-1); exit
    private static readonly byte[] Instructions = [0xb7, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x95, 0, 0, 0, 0, 0, 0, 0];

    private readonly nint _memory = Marshal.AllocHGlobal(256);
    private readonly int _program;
    private readonly int _link;

    public TcxProgram(int index)
    {
        const int Code = 128, License = 192;
        Marshal.Copy(new byte[256], 0, _memory, 256);
        Marshal.Copy(Instructions, 0, _memory + Code, Instructions.Length);
        Marshal.Copy("GPL\0"u8.ToArray(), 0, _memory + License, 4);
        Marshal.WriteInt32(_memory, SchedCls);
        Marshal.WriteInt32(_memory, 4, Instructions.Length / 8);
        Marshal.WriteIntPtr(_memory, 8, _memory + Code);
        Marshal.WriteIntPtr(_memory, 16, _memory + License);
        _program = Call(Load);

        Marshal.Copy(new byte[128], 0, _memory, 128);
        Marshal.WriteInt32(_memory, _program);
        Marshal.WriteInt32(_memory, 4, index);
        Marshal.WriteInt32(_memory, 8, TcxIngress);
        _link = Call(LinkCreate);
    }

    public void Dispose()
    {
        _ = NativeLinux.close(_link);
        _ = NativeLinux.close(_program);
        Marshal.FreeHGlobal(_memory);
    }

    private int Call(int command)
    {
        var descriptor = NativeLinux.syscall(Bpf, command, _memory, 64);
        return descriptor >= 0 ? (int)descriptor : throw KernelException.Last($"bpf({command}) failed");
    }
}
