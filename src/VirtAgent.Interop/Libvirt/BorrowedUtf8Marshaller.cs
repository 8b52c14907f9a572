using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace VirtAgent.Interop.Libvirt;

/// <summary>A <c>const char*</c> result that stays the library's: copied, not freed, as the built-in marshaller would.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedOut, typeof(BorrowedUtf8Marshaller))]
internal static unsafe class BorrowedUtf8Marshaller
{
    public static string? ConvertToManaged(byte* text) => Marshal.PtrToStringUTF8((nint)text);
}
