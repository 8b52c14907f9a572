using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Systemd;

/// <summary>
/// sd-bus refused. The message is one sentence that says what was wanted, why it failed and, where known, the way out.
/// </summary>
public sealed class BusException : Exception
{
    internal BusException(string message, int errno) : base(message) => ErrorNumber = errno;

    /// <summary>The error number (errno(3)); 0 where libsystemd cannot be loaded.</summary>
    public int ErrorNumber { get; }

    /// <summary>Passes on the result of a call; below zero it is a negated errno.</summary>
    /// <param name="result">What sd-bus returned.</param>
    /// <param name="wanted">What was wanted: "Nothing can be sent".</param>
    /// <param name="remedies">What to do about an error number.</param>
    internal static int Check(int result, string wanted, params ReadOnlySpan<(Errno Number, string Remedy)> remedies)
    {
        if (result >= 0) return result;

        var remedy = "";
        foreach (var (number, text) in remedies)
            if ((int)number == -result) remedy = $"; {text}";

        throw new BusException($"{wanted}: {Marshal.GetPInvokeErrorMessage(-result)}{remedy}.", -result);
    }
}
