using System.Diagnostics;
using VirtAgent.Tests.Interop;

namespace VirtAgent.Tests.NetworkHook;

/// <summary>
/// <c>native/network_hook.c</c>, built to look into a folder of its own, and called as libvirt calls it. Where it looks is
/// compiled in, so the folder is one for all tests, and they are in one class, which runs them one by one.
/// </summary>
internal sealed class NetworkHook : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("virt-agent-hook-").FullName;
        string[] places = [$"AGENT_SOCKET={folder}/hook.sock", $"AGENT_SPOOL={folder}/spool"];
        NativeFolder.Build("network_hook", folder, places);
        NativeFolder.Build("network_hook", $"{folder}/small", [.. places, "HOOK_CPPFLAGS=-DSPOOL_FILES=3 -DSPOOL_BYTES=2000"]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private readonly string _folder = Folder.Value;

    /// <summary>Begins with an empty spool and no socket.</summary>
    public NetworkHook() => Directory.CreateDirectory(Spool);

    /// <summary>Where it looks for the agent.</summary>
    public string Socket => $"{_folder}/hook.sock";

    /// <summary>Where it leaves what nobody took.</summary>
    public string Spool => $"{_folder}/spool";

    /// <summary>The program.</summary>
    public string Program => $"{_folder}/network_hook";

    /// <summary>The program whose spool holds three notices, or 2,000 bytes.</summary>
    public string WithSmallSpool => $"{_folder}/small/network_hook";

    /// <summary>The notices in the spool, by name.</summary>
    public string[] Spooled => [.. Directory.GetFiles(Spool, "*.notice").Order(StringComparer.Ordinal)];

    /// <summary>
    /// Returns when its spool holds <paramref name="expected"/>, a number and a pattern: what the hook cannot finish in time, a
    /// child of it does.
    /// </summary>
    public async Task Leaves(string expected)
    {
        var pattern = expected.Split(' ')[1];
        for (var end = DateTime.UtcNow + Patience; ;)
        {
            var found = $"{Directory.GetFiles(Spool, pattern).Length} {pattern}";
            if (found == expected) return;
            Assert.True(DateTime.UtcNow < end, $"The spool holds {found}, not {expected}.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Returns the one notice that its spool holds, in the end.</summary>
    public async Task<string> LeavesOne()
    {
        await Leaves("1 *.notice");
        return Assert.Single(Spooled);
    }

    /// <summary>Calls it, and returns when it has ended, with 0.</summary>
    public void Call(string operation, string input, string network = "net1", string? program = null)
    {
        using var process = Begin(operation, network, program);
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It need not read what it does not want.
        }

        AssertEnds(process);
    }

    /// <summary>Calls it, and leaves stdin open.</summary>
    public Process Begin(string operation, string network = "net1", string? program = null) =>
        Process.Start(new ProcessStartInfo(program ?? Program, [network, operation, "begin", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Asserts that it ends, with 0 and without a word.</summary>
    public static void AssertEnds(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience), "The hook did not end.");
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", output.Result + error.Result);
    }

    /// <summary>Leaves nothing for the next test. The spool is moved: a killed hook's child may still write into it.</summary>
    public void Dispose()
    {
        File.Delete(Socket);
        if (File.Exists(Spool) || new FileInfo(Spool).LinkTarget is not null) File.Delete(Spool);
        else if (Directory.Exists(Spool)) Directory.Move(Spool, $"{_folder}/{Guid.NewGuid():N}");
    }
}
