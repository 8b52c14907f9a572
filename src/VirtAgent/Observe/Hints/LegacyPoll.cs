using System.Text;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// Looks at legacy iptables again and again while it has a table: no kernel tells of its changes. Which tables it has, the kernel
/// lists; asking the tool would make them.
/// </summary>
internal sealed class LegacyPoll : IDisposable
{
    private static readonly string[] Lists = ["net/ip_tables_names", "net/ip6_tables_names"];

    private readonly HintChannel _hints;
    private readonly TimeSpan _period;
    private readonly string _proc;
    private readonly SourceStatus _trouble;
    private readonly SourceThread _thread;

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="period">How often: 2 s is the longest a legacy leak goes unseen.</param>
    /// <param name="tell">See <see cref="SourceStatus"/>; source <c>legacy-poll</c>.</param>
    /// <param name="proc">Where /proc is.</param>
    public LegacyPoll(HintChannel hints, TimeSpan period, Action<string, string?> tell, string proc = "/proc")
    {
        _hints = hints;
        _period = period;
        _proc = proc;
        _trouble = new SourceStatus("legacy-poll", tell);
        _thread = new SourceThread("legacy-poll", _trouble, Poll);
    }

    public void Start() => _thread.Start();

    public void Dispose() => _thread.Dispose();

    private void Poll(CancellationToken stop)
    {
        var before = "";
        do
        {
            var tables = string.Concat(Lists.Select(Read));
            if (tables.Length > 0 || tables != before) _hints.Request(RefreshScope.LegacyFirewall);
            before = tables;
            _trouble.Over();
        }
        while (!stop.WaitHandle.WaitOne(_period));
    }

    /// <summary>A kernel without legacy iptables has no such file, and no table.</summary>
    private string Read(string list)
    {
        var path = Path.Combine(_proc, list);
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            // Five names at most.
            Span<byte> names = stackalloc byte[256];
            return Encoding.ASCII.GetString(names[..RandomAccess.Read(file, names, 0)]);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            throw new IOException($"{path} may not be read, so changes of legacy iptables go unseen; run the agent as root.");
        }
    }
}
