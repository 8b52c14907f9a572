using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.SystemCalls;

/// <summary>
/// strace(1) on a lab's PID 1 and all that it starts, so that a unit's processes are seen from their beginning: also those of its
/// ExecReload, which are no children of the daemon.
/// </summary>
internal static class SystemCallTrace
{
    private const string Folder = "/run/system-calls";

    // All that names a file, is about sockets or processes, or changes what a descriptor is open on.
    private const string Seen = "%file,%network,%process,%ipc,ioctl,write,writev,pwrite64,pwritev,pwritev2,ftruncate,fallocate,"
        + "fchmod,fchown,fsetxattr,fremovexattr,setns,unshare,bpf,memfd_create,io_uring_setup";

    /// <summary>Begins it: a script for <see cref="ServiceHost.Up"/>.</summary>
    public const string Begin = $"""
        mkdir {Folder}
        strace -ff -yy -v -s 4096 -e trace={Seen} -o {Folder}/thread -p 1 >/dev/null 2>{Folder}/said </dev/null &
        echo $! > {Folder}/tracer
        until grep -q 'Process 1 attached' {Folder}/said; do kill -0 $!; sleep 0.05; done
        """;

    private const string Finish = $"""
        kill $(cat {Folder}/tracer)
        while kill -0 $(cat {Folder}/tracer) 2>/dev/null; do sleep 0.05; done
        """;

    /// <summary>
    /// Ends it. Returns what was called by all processes that systemd started as <paramref name="user"/>, and by theirs.
    /// </summary>
    public static IReadOnlyList<SystemCall> End(Lab lab, string user)
    {
        lab.Shell(Finish);
        var threads = Directory.GetFiles(lab.RootPath + Folder, "thread.*").ToDictionary(Number, Read);
        List<SystemCall> all = [];
        foreach (var child in Children(threads[1]))
        {
            // Before it runs the unit's program, it is systemd that prepares the sandbox.
            var begin = threads[child].FindIndex(call => call is { Name: "execve", Result: "0" }
                && call.Arguments[2].Contains($"\"LOGNAME={user}\"", StringComparison.Ordinal));
            if (begin >= 0) Collect(threads, threads[child][begin..], all);
        }

        return all;
    }

    private static void Collect(Dictionary<int, List<SystemCall>> threads, List<SystemCall> calls, List<SystemCall> all)
    {
        all.AddRange(calls);
        foreach (var child in Children(calls)) Collect(threads, threads[child], all);
    }

    private static IEnumerable<int> Children(IEnumerable<SystemCall> calls) =>
        from call in calls
        where call.Name is "fork" or "vfork" or "clone" or "clone3" && char.IsAsciiDigit(call.Result[0])
        select int.Parse(call.Result, CultureInfo.InvariantCulture);

    private static int Number(string path) => int.Parse(Path.GetExtension(path)[1..], CultureInfo.InvariantCulture);

    private static List<SystemCall> Read(string path) => [.. File.ReadLines(path).Select(SystemCall.Parse).OfType<SystemCall>()];
}
