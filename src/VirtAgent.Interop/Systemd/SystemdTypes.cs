using System.Runtime.InteropServices;

#pragma warning disable CS8981 // Structures of C keep the names they have there.

namespace VirtAgent.Interop.Systemd;

/// <summary><c>sd_bus_error</c>, sd-bus.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct sd_bus_error
{
    public nint name;
    public nint message;
    public int _need_free;
}

/// <summary>Message types, sd-bus.h; those of the D-Bus specification.</summary>
[HeaderPrefix("SD_BUS_MESSAGE_")]
internal enum MessageKind : byte
{
    MethodCall = 1,
}

/// <summary>Type codes of the D-Bus specification, sd-bus-protocol.h.</summary>
[HeaderPrefix("SD_BUS_TYPE_")]
internal enum TypeCode : byte
{
    Array = (byte)'a',
    DictEntry = (byte)'e',
    ObjectPath = (byte)'o',
    Struct = (byte)'r',
    String = (byte)'s',
    Uint32 = (byte)'u',
    Uint64 = (byte)'t',
    Variant = (byte)'v',
}

/// <summary>An <c>sd_bus*</c>. Not to be touched by two threads, so whoever opened it disposes it.</summary>
internal sealed class BusHandle : SafeHandle
{
    public BusHandle() : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        // Without a flush, which waits for as long as the bus does not read.
        NativeSystemd.sd_bus_close(handle);
        return NativeSystemd.sd_bus_unref(handle) == 0;
    }
}

/// <summary>An <c>sd_bus_message*</c>; belongs to the thread of its bus.</summary>
internal sealed class MessageHandle : SafeHandle
{
    public MessageHandle() : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>A handle of its own for a message that somebody else owns.</summary>
    internal static MessageHandle Reference(nint message)
    {
        var handle = new MessageHandle();
        handle.SetHandle(NativeSystemd.sd_bus_message_ref(message));
        return handle;
    }

    protected override bool ReleaseHandle() => NativeSystemd.sd_bus_message_unref(handle) == 0;
}
