using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Posix;

/// <summary>A file descriptor that is closed with it.</summary>
internal sealed class DescriptorHandle : SafeHandle
{
    public DescriptorHandle() : base(-1, ownsHandle: true)
    {
    }

    public override bool IsInvalid => (int)handle < 0;

    protected override bool ReleaseHandle() => NativeLinux.close((int)handle) == 0;
}
