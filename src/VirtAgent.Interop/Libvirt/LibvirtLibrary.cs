using System.Runtime.InteropServices;

// Never from beside the executable or the working directory: the agent runs with privileges.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace VirtAgent.Interop.Libvirt;

/// <summary>Loads libvirt once per process and silences it: each error goes to stderr unless libvirt is told otherwise.</summary>
internal static unsafe class LibvirtLibrary
{
    private static readonly Lock Gate = new();
    private static nint _library;

    /// <summary>The loaded library; every way into the binding passes here first.</summary>
    /// <exception cref="LibvirtException">libvirt is not installed, or cannot be initialised.</exception>
    internal static nint Load()
    {
        lock (Gate)
        {
            if (_library != 0) return _library;

            var library = Open(NativeLibvirt.Library);
            LibvirtException.Check(NativeLibvirt.virInitialize());
            NativeLibvirt.virSetErrorFunc(0, &LibvirtCallbacks.virErrorFunc);
            return _library = library;
        }
    }

    internal static nint Open(string soname) =>
        NativeLibrary.TryLoad(soname, typeof(LibvirtLibrary).Assembly, DllImportSearchPath.SafeDirectories, out var library)
            ? library
            : throw new LibvirtException(
                LibvirtErrorCode.NoSupport, 0, "dlopen",
                $"{soname} cannot be loaded: install libvirt's client library (Debian: libvirt0, Fedora: libvirt-libs).");

    /// <summary>
    /// Refuses a function that the installed libvirt is too old to have with libvirt's own code for that, so that callers
    /// have one case for "the library cannot" and "the daemon cannot".
    /// </summary>
    internal static void Require(string function, string since)
    {
        if (NativeLibrary.TryGetExport(Load(), function, out _)) return;

        throw new LibvirtException(
            LibvirtErrorCode.NoSupport, 0, function,
            $"{function} is not in the installed libvirt {LibvirtConnection.LibraryVersion}: update to {since} or newer.");
    }
}
