using System.Collections.Concurrent;
using System.Threading.Channels;
using VirtAgent.Core.Ports;
using VirtAgent.Core.Text;
using VirtAgent.Hosting;
using VirtAgent.Interop.Inotify;

namespace VirtAgent.Observe.Hints;

/// <summary>
/// The folder where the network hook leaves notices that nobody took. They are reported in the order of what happened, and each
/// file is deleted once it is committed; one that was reported and not deleted, because we died, is reported again.
/// </summary>
internal sealed class HookSpool : IDisposable
{
    private const string NoticeEnding = ".notice";
    private const string AsideEnding = ".unreadable";

    /// <summary>Of a file that a hook still writes, where the file system makes it need a name for that.</summary>
    private const string UnfinishedEnding = ".tmp";

    /// <summary>The hook leaves it when the spool is full.</summary>
    private const string OverflowMarker = "overflow";

    private static readonly TimeSpan WhilePending = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WhileIdle = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly HintChannel _hints;
    private readonly ChannelWriter<PortReport> _reports;
    private readonly SourceStatus _trouble;
    private readonly SourceStatus _lost;
    private readonly SourceThread _thread;

    /// <summary>Files that are on their way to the ledger, committed but not deleted yet, or no notices.</summary>
    private readonly HashSet<string> _seen = [];
    private readonly ConcurrentQueue<string> _committed = [];
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending;

    /// <summary>Prepares it; <see cref="Start"/> begins.</summary>
    /// <param name="folder">The spool; made if it is not there.</param>
    /// <param name="hints">Where to say "look again".</param>
    /// <param name="reports">Takes the notices.</param>
    /// <param name="tell">
    /// See <see cref="SourceStatus"/>; sources <c>hook-spool</c>, and <c>hook-lost</c> for dropped notices.
    /// </param>
    public HookSpool(string folder, HintChannel hints, ChannelWriter<PortReport> reports, Action<string, string?> tell)
    {
        _folder = folder;
        _hints = hints;
        _reports = reports;
        _trouble = new SourceStatus("hook-spool", tell);
        _lost = new SourceStatus("hook-lost", tell);
        _thread = new SourceThread("hook-spool", _trouble, Empty);
    }

    /// <summary>Ends when all that lay there at the start is in the ledger, or could not be read.</summary>
    public Task CaughtUp => _caughtUp.Task;

    public void Start() => _thread.Start();

    /// <summary>Ends it; what is not committed stays in the spool.</summary>
    public void Dispose() => _thread.Dispose();

    private void Empty(CancellationToken stop)
    {
        try
        {
            Follow(stop);
        }
        finally
        {
            _caughtUp.TrySetResult();
        }
    }

    private void Follow(CancellationToken stop)
    {
        Directory.CreateDirectory(_folder);
        using var watch = new FolderWatch();
        watch.Add(_folder);
        while (true)
        {
            Report(stop);
            DeleteCommitted();
            if (_pending == 0) _caughtUp.TrySetResult();
            var changes = watch.Read(_pending > 0 ? WhilePending : WhileIdle, stop);
            if (changes.Any(change => change.Kind == FolderChange.FolderGone)) return;
        }
    }

    private void Report(CancellationToken stop)
    {
        // Looked for first: what was dropped is over when all that came before it has been read.
        var overflow = Path.Combine(_folder, OverflowMarker);
        var full = File.Exists(overflow);
        if (full) _lost.Is($"The spool {_folder} was full, and the network hook dropped notices; the agent was away too long.");

        foreach (var (name, header) in InOrder(stop)) Report(name, header, stop);

        if (!full) return;
        File.Delete(overflow);
        _lost.Over();
    }

    private IEnumerable<(string Name, HookHeader Header)> InOrder(CancellationToken stop)
    {
        var found = new List<(string Name, HookHeader Header)>();
        foreach (var path in Directory.EnumerateFiles(_folder))
        {
            stop.ThrowIfCancellationRequested();
            var name = Path.GetFileName(path);
            if (name.EndsWith(UnfinishedEnding, StringComparison.Ordinal)) DeleteIfAbandoned(path);
            if (name.EndsWith(NoticeEnding, StringComparison.Ordinal) && !_seen.Contains(name) && Header(name) is { } header)
                found.Add((name, header));
        }

        // Boots follow one another by the wall clock, and within a boot the other clock is never set back.
        return found
            .GroupBy(file => file.Header.Boot)
            .OrderBy(boot => boot.Key == HostClock.Boot).ThenBy(boot => boot.Min(file => file.Header.At.Time))
            .SelectMany(boot => boot.OrderBy(file => file.Header.At.SinceBoot));
    }

    private HookHeader? Header(string name)
    {
        try
        {
            Span<byte> head = stackalloc byte[HookNoticeReader.MaxHeader];
            using var file = File.OpenHandle(Path.Combine(_folder, name));
            return HookNoticeReader.ReadHeader(head[..RandomAccess.Read(file, head, 0)]);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is ReadException or UnauthorizedAccessException)
        {
            SetAside(name, failure.Message);
            return null;
        }
    }

    private void Report(string name, HookHeader header, CancellationToken stop)
    {
        try
        {
            var notice = HookNoticeReader.Read(File.ReadAllBytes(Path.Combine(_folder, name)));
            _seen.Add(name);
            _pending++;
            if (notice.Notice is { } about)
            {
                var earlierBoot = header.Boot == HostClock.Boot ? null : header.Boot;
                _reports.Write(new PortReport(about, () => _committed.Enqueue(name), earlierBoot), stop);
            }
            else
            {
                _committed.Enqueue(name);
            }

            _hints.Request(RefreshScope.Networks | RefreshScope.Ports);
        }
        catch (ReadException failure)
        {
            SetAside(name, failure.Message);
        }
    }

    private void DeleteCommitted()
    {
        while (_committed.TryPeek(out var name))
        {
            File.Delete(Path.Combine(_folder, name));
            _committed.TryDequeue(out _);
            _seen.Remove(name);
            _pending--;
        }

        _trouble.Over();
    }

    // A hook takes milliseconds: one that took a minute was killed.
    private static void DeleteIfAbandoned(string path)
    {
        if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > TimeSpan.FromMinutes(1)) File.Delete(path);
    }

    // Kept for whoever wants to know, and never read again: a file that cannot be read today cannot be read tomorrow.
    private void SetAside(string name, string failure)
    {
        _seen.Add(name);
        _trouble.Is($"{failure} It is set aside as {Path.Combine(_folder, name)}{AsideEnding}.");
        File.Move(Path.Combine(_folder, name), Path.Combine(_folder, name + AsideEnding), overwrite: true);
        _seen.Remove(name);
    }
}
