using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Posix;

/// <summary>A system call failed. The message is one sentence: what was wanted, why not, and the way out if known.</summary>
public sealed class KernelException : Exception
{
    private KernelException(string message, int errno) : base(message) => Errno = errno;

    /// <summary>The error number (errno(3)).</summary>
    public int Errno { get; }

    /// <summary>From the errno that this thread's last system call left.</summary>
    /// <param name="wanted">What was wanted: "/run/x cannot be watched".</param>
    /// <param name="remedies">What to do about an error number.</param>
    internal static KernelException Last(string wanted, params ReadOnlySpan<(Errno Number, string Remedy)> remedies)
    {
        var errno = Marshal.GetLastPInvokeError();
        var remedy = "";
        foreach (var (number, text) in remedies)
            if ((int)number == errno) remedy = $"; {text}";

        return new KernelException($"{wanted}: {Marshal.GetPInvokeErrorMessage(errno)}{remedy}.", errno);
    }

    /// <summary>From an error number that an answer carried.</summary>
    /// <param name="errno">The number.</param>
    /// <param name="wanted">What was wanted.</param>
    /// <param name="remedies">What to do about an error number.</param>
    internal static KernelException Of(Errno errno, string wanted, params ReadOnlySpan<(Errno Number, string Remedy)> remedies)
    {
        Marshal.SetLastPInvokeError((int)errno);
        return Last(wanted, remedies);
    }

    /// <summary>Whether this thread's last system call failed with <paramref name="number"/>.</summary>
    internal static bool LastIs(Errno number) => Marshal.GetLastPInvokeError() == (int)number;
}
