namespace VirtAgent.SystemTests.Support;

/// <summary>A network namespace of a test's own, which takes no lab; gone with all its devices when it is disposed of.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    public NetworkNamespace(string name)
    {
        Name = $"va-{name}-{Environment.ProcessId}";
        Command.Must(["ip", "netns", "add", Name]);
        Must("ip link set lo up");
    }

    /// <summary>Its name for ip-netns(8).</summary>
    public string Name { get; }

    /// <summary>Runs commands in it, one a line.</summary>
    public void Must(string commands)
    {
        foreach (var line in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            Command.Must(["ip", "netns", "exec", Name, .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
    }

    /// <summary>Runs a program in it that has to succeed, and returns its stdout.</summary>
    public string Ask(IReadOnlyList<string> argv, string input = "") =>
        Command.Must(["ip", "netns", "exec", Name, .. argv], input);

    /// <summary>Runs <paramref name="work"/> on a thread in it.</summary>
    public void Run(Action work) => NamespaceThread.Run($"/run/netns/{Name}", work);

    public void Dispose() => Command.Run(["ip", "netns", "del", Name]);
}
