using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace VirtAgent.Interop.Libvirt;

/// <summary>A <c>char*</c> result that C allocated and the caller frees with <c>free(3)</c>.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(OwnedUtf8Marshaller))]
internal static unsafe class OwnedUtf8Marshaller
{
    public static string? ConvertToManaged(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    public static void Free(byte* text) => NativeMemory.Free(text);
}
