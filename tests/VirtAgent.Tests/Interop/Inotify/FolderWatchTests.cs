using System.Globalization;
using VirtAgent.Interop.Inotify;
using VirtAgent.Interop.Posix;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Interop.Inotify;

public sealed class FolderWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly FolderWatch _watch = new();

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_happens_in_a_folder_is_told_in_order()
    {
        var watch = _watch.Add(_folder.Path);
        File.Move(_folder.Write("a.new", "x"), Inside("a"));
        File.Delete(Inside("a"));
        Directory.CreateDirectory(Inside("sub"));

        Assert.Equal(
            [
                new FolderEvent(watch, FolderChange.Created, "a.new", false),
                new FolderEvent(watch, FolderChange.Deleted, "a.new", false),
                new FolderEvent(watch, FolderChange.MovedTo, "a", false),
                new FolderEvent(watch, FolderChange.Deleted, "a", false),
                new FolderEvent(watch, FolderChange.Created, "sub", true),
            ],
            Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_that_goes_says_so_itself(bool renamed)
    {
        var gone = Directory.CreateDirectory(Inside("gone")).FullName;
        var watch = _watch.Add(gone);
        if (renamed) Directory.Move(gone, Inside("elsewhere"));
        else Directory.Delete(gone);

        Assert.Equal([new FolderEvent(watch, FolderChange.FolderGone, "", false)], Read());
    }

    [Fact]
    public void A_folder_that_is_not_watched_any_more_is_silent()
    {
        _watch.Remove(_watch.Add(_folder.Path));
        _folder.Write("a", "x");

        Assert.Empty(_watch.Read(TimeSpan.Zero, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void More_than_the_kernel_keeps_is_an_overflow()
    {
        _watch.Add(_folder.Path);
        var path = _folder.Write("a", "x");
        var most = int.Parse(File.ReadAllText("/proc/sys/fs/inotify/max_queued_events"), CultureInfo.InvariantCulture);
        for (var change = 0; change <= most / 2; change++)
        {
            File.Move(path, path + "2");
            File.Move(path + "2", path);
        }

        IReadOnlyList<FolderEvent> events;
        var all = new List<FolderEvent>();
        while ((events = _watch.Read(TimeSpan.Zero, TestContext.Current.CancellationToken)).Count > 0) all.AddRange(events);
        Assert.Equal(new FolderEvent(-1, FolderChange.Overflow, "", false), all[^1]);
    }

    [Fact]
    public void A_folder_that_is_not_there_cannot_be_watched()
    {
        var failure = Assert.Throws<KernelException>(() => _watch.Add(Inside("nowhere")));

        Assert.Equal($"{Inside("nowhere")} cannot be watched: No such file or directory.", failure.Message);
        Assert.Equal((int)Errno.Noent, failure.Errno);
    }

    [Fact]
    public async Task A_wait_without_events_is_ended_from_another_thread()
    {
        _watch.Add(_folder.Path);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => _watch.Read(Timeout.InfiniteTimeSpan, stop.Token), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reading.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Random_bytes_are_no_events_and_break_nothing()
    {
        var random = new Random(2026);
        for (var round = 0; round < 20_000; round++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Assert.True(FolderWatch.Parse(noise).Count <= noise.Length / 16);
        }
    }

    private string Inside(string name) => Path.Combine(_folder.Path, name);

    private IReadOnlyList<FolderEvent> Read() => _watch.Read(Patience, TestContext.Current.CancellationToken);
}
