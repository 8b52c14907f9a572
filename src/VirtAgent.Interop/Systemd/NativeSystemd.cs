using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using VirtAgent.Interop.Libvirt;

namespace VirtAgent.Interop.Systemd;

/// <summary>
/// sd-bus (libsystemd.so.0) as its header declares it, checked by <c>native/abi_probe.c</c>. A result below zero is an errno,
/// negated. What is variadic or made of macros in the header (message_append, vtables) has no place here.
/// </summary>
internal static unsafe partial class NativeSystemd
{
    /// <summary>The soname: <c>libsystemd.so</c> without a version exists only where the headers are installed.</summary>
    internal const string Library = "libsystemd.so.0";

    [LibraryImport(Library)]
    internal static partial int sd_bus_open_system(out BusHandle bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_new(out BusHandle bus);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_set_address(BusHandle bus, string address);

    [LibraryImport(Library)]
    internal static partial int sd_bus_set_bus_client(BusHandle bus, int b);

    [LibraryImport(Library)]
    internal static partial int sd_bus_start(BusHandle bus);

    [LibraryImport(Library)]
    internal static partial void sd_bus_close(nint bus);

    [LibraryImport(Library)]
    internal static partial nint sd_bus_unref(nint bus);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_request_name(BusHandle bus, string name, ulong flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_add_fallback(
        BusHandle bus, nint slot, string prefix, delegate* unmanaged[Cdecl]<nint, nint, nint, int> callback, nint userdata);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_add_match_async(
        BusHandle bus, nint slot, string match, delegate* unmanaged[Cdecl]<nint, nint, nint, int> callback,
        delegate* unmanaged[Cdecl]<nint, nint, nint, int> install_callback, nint userdata);

    [LibraryImport(Library)]
    internal static partial int sd_bus_get_fd(BusHandle bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_get_events(BusHandle bus);

    [LibraryImport(Library)]
    internal static partial int sd_bus_get_timeout(BusHandle bus, out ulong microseconds);

    [LibraryImport(Library)]
    internal static partial int sd_bus_process(BusHandle bus, nint message);

    [LibraryImport(Library)]
    internal static partial int sd_bus_send(BusHandle bus, MessageHandle message, nint cookie);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_message_new_signal(
        BusHandle bus, out MessageHandle message, string path, string @interface, string member);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_new_method_return(MessageHandle call, out MessageHandle message);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_new_method_error(
        MessageHandle call, out MessageHandle message, in sd_bus_error error);

    [LibraryImport(Library)]
    internal static partial nint sd_bus_message_ref(nint message);

    [LibraryImport(Library)]
    internal static partial nint sd_bus_message_unref(nint message);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_get_type(MessageHandle message, out byte type);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8Marshaller))]
    internal static partial string? sd_bus_message_get_path(MessageHandle message);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8Marshaller))]
    internal static partial string? sd_bus_message_get_interface(MessageHandle message);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8Marshaller))]
    internal static partial string? sd_bus_message_get_member(MessageHandle message);

    [LibraryImport(Library)]
    [return: MarshalUsing(typeof(BorrowedUtf8Marshaller))]
    internal static partial string? sd_bus_message_get_signature(MessageHandle message, int complete);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_read_basic(MessageHandle message, byte type, void* value);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_append_basic(MessageHandle message, byte type, void* value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int sd_bus_message_open_container(MessageHandle message, byte type, string contents);

    [LibraryImport(Library)]
    internal static partial int sd_bus_message_close_container(MessageHandle message);
}
