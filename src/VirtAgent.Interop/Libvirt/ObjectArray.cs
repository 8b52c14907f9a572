using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

/// <summary>The malloc'ed array of object pointers that every <c>virXListAllY</c> fills in.</summary>
internal static unsafe class ObjectArray
{
    /// <summary>Wraps each object, which becomes the wrapper's to free, and frees the array.</summary>
    internal static List<T> Take<T>(nint array, int count, Func<nint, T> wrap)
    {
        var objects = new List<T>(count);
        foreach (var pointer in new ReadOnlySpan<nint>((void*)array, count)) objects.Add(wrap(pointer));
        NativeMemory.Free((void*)array);
        return objects;
    }
}
