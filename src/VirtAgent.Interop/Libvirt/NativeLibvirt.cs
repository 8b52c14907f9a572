using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// libvirt.so.0 as its headers declare it: same names, same order of arguments, nothing added. <c>native/abi_probe.c</c>
/// compares every line of it with the installed headers. <c>char*</c> results the caller owns carry
/// <see cref="OwnedUtf8Marshaller"/>, <c>const char*</c> results carry <see cref="BorrowedUtf8Marshaller"/>.
/// Pointers that may be null, and those of the functions that free, are <see cref="nint"/>; all others are handles, so that
/// no other thread frees them during the call.
/// </summary>
internal static unsafe partial class NativeLibvirt
{
    /// <summary>The soname: <c>libvirt.so</c> without a version exists only where the headers are installed.</summary>
    internal const string Library = "libvirt.so.0";

    // libvirt-host.h / libvirt-common.h
    [LibraryImport(Library)]
    internal static partial int virInitialize();

    [LibraryImport(Library)]
    internal static partial int virGetVersion(out nuint libVer, nint type, nint typeVer);

    [LibraryImport(Library)]
    internal static partial void virTypedParamsFree(nint @params, int nparams);
}
