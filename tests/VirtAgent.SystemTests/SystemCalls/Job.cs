using System.Text.RegularExpressions;

namespace VirtAgent.SystemTests.SystemCalls;

/// <summary>
/// What the agent needs for its job with the unit's configuration: its own files, libvirt's read-only socket, questions to the
/// kernel, and the tools that print. Whatever is not known to be that goes beyond it.
/// </summary>
internal static partial class Job
{
    // Of the calls that SystemCallTrace sees.
    private static readonly HashSet<string> Harmless =
    [
        "access", "faccessat", "faccessat2", "stat", "lstat", "newfstatat", "statx", "statfs", "readlink", "readlinkat", "getcwd",
        "chdir", "inotify_add_watch", "vfork", "fork", "clone", "clone3", "exit", "exit_group", "wait4", "waitid", "getsockname",
        "getpeername", "getsockopt", "recvfrom", "recvmsg", "recvmmsg", "accept", "accept4", "listen", "shutdown", "socketpair",
        // Its name is not a path, and what is written to it is judged.
        "memfd_create",
        // The unit's user may signal its own processes only: tools that take too long, and the daemon by ExecReload.
        "kill", "tgkill",
    ];

    private static readonly HashSet<string> Sockets =
    [
        "/run/systemd/journal/socket", "/run/systemd/notify", "/run/dbus/system_bus_socket", "/var/run/libvirt/libvirt-sock-ro",
        "/run/virt-agent/agent.sock",
    ];

    private static readonly HashSet<string> Programs =
    [
        "/usr/bin/virt-agent run", "/usr/bin/virt-agent config check", "/bin/kill -HUP",
        "/usr/sbin/iptables-nft-save", "/usr/sbin/ip6tables-nft-save", "/usr/sbin/nft -j list ruleset",
        "/usr/sbin/ip -j -d link show", "/usr/sbin/ip -j address show",
        "/usr/sbin/ip -j -4 route show table all", "/usr/sbin/ip -j -6 route show table all",
        "/usr/sbin/ip -j -4 rule show", "/usr/sbin/ip -j -6 rule show",
    ];

    /// <summary>Whether the job needs it.</summary>
    public static bool Needs(SystemCall call) => call.Name switch
    {
        "open" or "openat" or "openat2" => JobFiles.OpensOwn(call),
        "unlink" or "unlinkat" or "rename" or "renameat" or "renameat2" or "mkdir" or "mkdirat" or "rmdir" or "link" or "linkat"
            or "chmod" or "fchmodat" or "truncate" or "utimensat" => JobFiles.NamesOwn(call),
        "write" or "writev" or "pwrite64" or "pwritev" or "ftruncate" or "fallocate" or "fchmod" => JobFiles.ChangesOwn(call),
        "execve" => Programs.Contains(CommandLine(call)),
        "socket" => Kind().IsMatch(call.AllArguments),
        "connect" => Path(call) is { } path ? Sockets.Contains(path) : NamesKernel(call) || EndsConnection(call),
        "bind" => Path(call) is { } path ? JobFiles.IsOwn(path) : NamesKernel(call),
        "sendto" or "sendmsg" or "sendmmsg" => Sends(call),
        // The kernel's firewall takes its rules at level SOL_IP.
        "setsockopt" => call.Arguments[1] is "SOL_SOCKET" or "SOL_NETLINK",
        // Whether it is a terminal; links are changed by others.
        "ioctl" => call.Arguments[1] is "TCGETS",
        // Which tcx programs a device has.
        "bpf" => call.Arguments[0] == "BPF_PROG_QUERY",
        var name => Harmless.Contains(name),
    };

    /// <summary>What an execve runs: its path and arguments, but for the process that kill(1) is told.</summary>
    public static string CommandLine(SystemCall call)
    {
        var words = Words().Matches(call.Arguments[1]).Select(word => word.Groups[1].Value).Skip(1);
        return string.Join(' ', [SystemCall.Quoted(call.Arguments[0]), .. words.Where(word => !word.All(char.IsAsciiDigit))]);
    }

    /// <summary>The path of a Unix socket that it names, an abstract one with @ before it; or null.</summary>
    public static string? Path(SystemCall call) =>
        SocketPath().Match(call.AllArguments) is { Success: true } match ? match.Groups[1].Value + match.Groups[2].Value : null;

    private static bool NamesKernel(SystemCall call) =>
        call.Arguments[1].StartsWith("{sa_family=AF_NETLINK,", StringComparison.Ordinal);

    // .NET wakes who waits for a socket that is being closed by it, whatever the kind of the socket.
    private static bool EndsConnection(SystemCall call) =>
        call.Arguments[1].StartsWith("{sa_family=AF_UNSPEC,", StringComparison.Ordinal);

    private static bool Sends(SystemCall call) => SystemCall.OpenOn(call.Arguments[0]) switch
    {
        null => false,
        var what when what.StartsWith("NETLINK", StringComparison.Ordinal) => JobNetlink.OnlyAsks(call),
        var what when what.StartsWith("UNIX", StringComparison.Ordinal) => Path(call) is { } path
            ? Sockets.Contains(path)
            : !BusCall().IsMatch(call.AllArguments) || ToTheBus().IsMatch(call.AllArguments),
        _ => false,
    };

    // .NET opens one datagram socket of either family to see whether there is one. Nothing is connected or sent by it.
    [GeneratedRegex(
        @"^AF_UNIX,|^AF_NETLINK, SOCK_RAW[^,]*, NETLINK_(ROUTE|NETFILTER|XFRM)$"
        + @"|^AF_INET6?, SOCK_DGRAM\|SOCK_CLOEXEC, IPPROTO_IP$")]
    private static partial Regex Kind();

    [GeneratedRegex("sun_path=(@?)\"([^\"]*)\"")]
    private static partial Regex SocketPath();

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Words();

    // A D-Bus method call, little-endian. The agent may have itself known and listen; any other destination might act on a call.
    [GeneratedRegex(@"""l\\1")]
    private static partial Regex BusCall();

    [GeneratedRegex(@"\\6\\1s\\0\\24\\0\\0\\0org\.freedesktop\.DBus\\0")]
    private static partial Regex ToTheBus();
}
