using System.Text.RegularExpressions;

namespace VirtAgent.SystemTests.SystemCalls;

/// <summary>The files that the agent's job is to write, and which calls on files stay with them.</summary>
internal static partial class JobFiles
{
    // What the unit calls StateDirectory and RuntimeDirectory; it has no others.
    private static readonly string[] Folders = ["/var/lib/virt-agent", "/run/virt-agent"];

    private static readonly HashSet<string> Exceptions =
    [
        // Keeps nothing.
        "/dev/null",
        // Memory, which .NET writes compiled code to at one address and runs at another.
        "/memfd:doublemapper",
    ];

    /// <summary>Whether it opens for reading, or one of the agent's own files.</summary>
    public static bool OpensOwn(SystemCall call) => !ForWriting().IsMatch(call.AllArguments)
        || (SystemCall.OpenOn(call.Result) is { } opened ? IsOwn(opened) : NamesOwn(call));

    /// <summary>Whether each path it names is the agent's own.</summary>
    public static bool NamesOwn(SystemCall call) => Paths(call).ToList() is { Count: > 0 } paths && paths.All(IsOwn);

    /// <summary>Whether the descriptor it changes is one of the agent's own files, or none of a file.</summary>
    public static bool ChangesOwn(SystemCall call) => SystemCall.OpenOn(call.Arguments[0]) switch
    {
        null => false,
        ['/', ..] path => IsOwn(path),
        // Whoever writes to it asks the kernel for something, and nobody has looked for what.
        var what => !what.StartsWith("NETLINK", StringComparison.Ordinal),
    };

    /// <summary>Whether a path is the agent's own, or a named exception.</summary>
    public static bool IsOwn(string path)
    {
        if (!Path.IsPathRooted(path)) return false;
        var full = Path.GetFullPath(path);
        return Folders.Any(folder => full == folder || full.StartsWith($"{folder}/", StringComparison.Ordinal))
            || Exceptions.Contains(full) || OwnThreadName().IsMatch(full);
    }

    private static IEnumerable<string> Paths(SystemCall call)
    {
        var folder = "";
        foreach (var word in call.Arguments)
        {
            folder = SystemCall.OpenOn(word) ?? folder;
            if (SystemCall.Quoted(word) is { } path) yield return path is ['/', ..] ? path : $"{folder}/{path}";
        }
    }

    // What reads as well, as O_RDWR does, writes.
    [GeneratedRegex(@"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")]
    private static partial Regex ForWriting();

    // .NET names its threads for whoever looks at them in a debugger; the kernel takes names of one's own threads only.
    [GeneratedRegex("^/proc/(self|[0-9]+)/task/[0-9]+/comm$")]
    private static partial Regex OwnThreadName();
}
