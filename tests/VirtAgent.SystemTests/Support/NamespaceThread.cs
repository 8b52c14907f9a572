using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VirtAgent.SystemTests.Support;

/// <summary>Runs something on a thread of its own in another network namespace; threads it starts are in there too.</summary>
internal static class NamespaceThread
{
    private const int CloneNewNet = 0x40000000;

    /// <summary>Runs <paramref name="work"/> to its end in the namespace at <paramref name="path"/>.</summary>
    public static void Run(string path, Action work)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle(path);
                if (SetNamespace(file, CloneNewNet) != 0) throw new IOException($"{path} cannot be entered.");
                work();
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) throw new InvalidOperationException("The work in the namespace failed.", failure);
    }

    [DllImport("libc", EntryPoint = "setns")]
    private static extern int SetNamespace(SafeFileHandle file, int kind);
}
