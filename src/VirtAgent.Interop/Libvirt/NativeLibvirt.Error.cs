using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

// virterror.h
internal static unsafe partial class NativeLibvirt
{
    /// <summary>Borrowed, and of the calling thread only: valid until that thread's next call into libvirt.</summary>
    [LibraryImport(Library)]
    internal static partial virError* virGetLastError();

    [LibraryImport(Library)]
    internal static partial void virSetErrorFunc(nint userData, delegate* unmanaged[Cdecl]<nint, virError*, void> handler);
}
