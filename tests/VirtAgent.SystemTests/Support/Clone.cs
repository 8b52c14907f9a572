namespace VirtAgent.SystemTests.Support;

/// <summary>
/// A clone of the repository's last commit in some folder of this machine, gone with all it has built on disposal.
/// </summary>
internal sealed class Clone : IDisposable
{
    // The tests, and the programs that they run.
    private static readonly string[] Built = ["bin/VirtAgent.SystemTests", "native", "package-build/amd64/tree"];

    // Servers that a build leaves behind would hold on to the folder.
    private static readonly Dictionary<string, string> NoServers = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
    };

    private static int _count;

    private readonly string _parent;

    private Clone(string parent, string name) => (_parent, Folder) = (parent, Path.Combine(parent, name));

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Makes one.</summary>
    /// <param name="parent">Gets a folder of its own for it.</param>
    /// <param name="name">What its own folder is called.</param>
    public static Clone Into(string parent, string name = "virt-agent")
    {
        var clone = new Clone($"{parent}/clone-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}", name);
        Directory.CreateDirectory(clone._parent);
        Command.Must(["git", "-c", "safe.directory=*", "clone", "-q", RepositoryFolder.Path(""), clone.Folder]);
        return clone;
    }

    /// <summary>Gives it to a user who is not root, as a clone in a home usually is.</summary>
    public void GiveTo(int user) => Command.Must(["chown", "-R", $"{user}", _parent]);

    /// <summary>Spares the build: what was built here is put into it.</summary>
    public void CopyBuilt()
    {
        foreach (var folder in Built)
        {
            var target = $"{Folder}/.artifacts/{Path.GetDirectoryName(folder)}";
            Directory.CreateDirectory(target);
            Command.Must(["cp", "-a", RepositoryFolder.Path($".artifacts/{folder}"), target]);
        }
    }

    /// <summary>Runs one of its programs, which may build.</summary>
    public Command Run(string program, params string[] arguments) =>
        Command.Run([Path.Combine(Folder, program), .. arguments], environment: NoServers, deadline: TimeSpan.FromMinutes(15));

    /// <summary>Deletes it.</summary>
    public void Dispose() => Directory.Delete(_parent, recursive: true);
}
