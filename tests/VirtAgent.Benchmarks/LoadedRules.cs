using System.Diagnostics;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// A ruleset in a kernel, loaded with iptables-nft-restore: in a network namespace that goes away with this object.
/// </summary>
internal sealed class LoadedRules : IDisposable
{
    private readonly Process _holder;

    public LoadedRules(string iptables, string ip6tables)
    {
        // It ends when its stdin does, so the namespace cannot outlive this process.
        _holder = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "echo; exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _holder.StandardOutput.ReadLine();
        Command.Must([.. Inside, "iptables-nft-restore"], iptables);
        Command.Must([.. Inside, "ip6tables-nft-restore"], ip6tables);
    }

    /// <summary>Program and arguments that lead into the namespace.</summary>
    public IReadOnlyList<string> Inside => ["nsenter", "--net", "-t", $"{_holder.Id}"];

    /// <summary>
    /// A recorded host like the one in <paramref name="folder"/> that has these rules; the new folder is beside it.
    /// </summary>
    public string Record(string folder)
    {
        var record = $"{folder}-{_holder.Id}";
        Command.Must(["cp", "-r", folder, record]);
        File.WriteAllText($"{record}/iptables-save.txt", Command.Must([.. Inside, "iptables-nft-save"]));
        File.WriteAllText($"{record}/ip6tables-save.txt", Command.Must([.. Inside, "ip6tables-nft-save"]));
        File.WriteAllText($"{record}/nft.json", Command.Must([.. Inside, "nft", "-j", "list", "ruleset"]));
        return record;
    }

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
