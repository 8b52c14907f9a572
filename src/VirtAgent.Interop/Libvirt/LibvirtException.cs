using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// What libvirt said when a call failed. libvirt keeps errors per thread and every call of its API wipes the last one, so
/// each <c>Check</c> takes the native call as its argument: call and copy are one expression on one thread.
/// </summary>
public sealed class LibvirtException : Exception
{
    internal LibvirtException(LibvirtErrorCode code, int domain, string function, string message) : base(message)
    {
        Code = code;
        Domain = domain;
        Function = function;
    }

    /// <summary>Why (<c>virErrorNumber</c>); a newer libvirt may send numbers without a name here.</summary>
    public LibvirtErrorCode Code { get; }

    /// <summary>Which part of libvirt said so (<c>virErrorDomain</c>, virterror.h: 7 RPC, 10 QEMU, 19 network…).</summary>
    public int Domain { get; }

    /// <summary>The C function that failed.</summary>
    public string Function { get; }

    internal static T Check<T>(T handle, [CallerArgumentExpression(nameof(handle))] string call = "") where T : SafeHandle =>
        handle.IsInvalid ? throw LastError(call) : handle;

    internal static int Check(int result, [CallerArgumentExpression(nameof(result))] string call = "") =>
        result < 0 ? throw LastError(call) : result;

    internal static string Check(string? text, [CallerArgumentExpression(nameof(text))] string call = "") =>
        text ?? throw LastError(call);

    /// <summary>Like <c>Check</c> for a look-up: null when libvirt says that there is no such object.</summary>
    internal static T? Find<T>(T handle, LibvirtErrorCode absent, [CallerArgumentExpression(nameof(handle))] string call = "")
        where T : SafeHandle
    {
        if (!handle.IsInvalid) return handle;

        var error = LastError(call);
        return error.Code == absent ? null : throw error;
    }

    internal static unsafe LibvirtException LastError(string call)
    {
        var error = NativeLibvirt.virGetLastError();
        var function = call.Split('(')[0].Split('.')[^1];
        return error is null
            ? new LibvirtException(
                LibvirtErrorCode.InternalError, 0, function, $"{function} failed and libvirt does not say why.")
            : new LibvirtException(
                (LibvirtErrorCode)error->code, error->domain, function,
                Marshal.PtrToStringUTF8(error->message) ?? $"{function} failed with libvirt error {error->code}.");
    }
}
