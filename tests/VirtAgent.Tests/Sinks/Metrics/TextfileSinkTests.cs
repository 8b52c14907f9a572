using VirtAgent.Core.Findings;
using VirtAgent.Sinks.Metrics;
using VirtAgent.Tests.Presentation;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Sinks.Metrics;

public sealed class TextfileSinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reader_never_sees_a_torn_file()
    {
        var path = Path.Combine(_folder.Path, "virt-agent.prom");
        var sink = new TextfileSink(path);
        var view = MetricsTextTests.Full(Examples.Audit(PromiseVerdict.Isolated));
        sink.Write(At(0));
        using var done = new CancellationTokenSource();
        var reading = Task.Run(
            () =>
            {
                var reads = 0;
                for (; !done.IsCancellationRequested || reads == 0; reads++)
                {
                    var samples = ExpositionFormat.Read(File.ReadAllText(path));
                    Assert.Equal(samples["virtagent_ruleset_commits_total"], samples["virtagent_ledger_entries_total"]);
                }

                return reads;
            },
            TestContext.Current.CancellationToken);
        for (var commits = 1; commits < 200; commits++) sink.Write(At(commits));
        await done.CancelAsync();
        Assert.True(await reading > 0);
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.Path));

        // Its first and its last lines agree in a file that is whole.
        MetricsView At(long count) => view with { Commits = count, Ledger = view.Ledger! with { Entries = count } };
    }

    [Fact]
    public void Everybody_may_read_the_file_whatever_it_was_before()
    {
        var path = _folder.Write("virt-agent.prom", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new TextfileSink(path).Write(MetricsTextTests.Full(Examples.Audit(PromiseVerdict.Isolated)));
        var readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        Assert.Equal(readable, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_file_that_no_collector_reads_is_refused() =>
        Assert.Contains(".prom", Assert.Throws<ArgumentException>(() => new TextfileSink("/tmp/virt-agent.txt")).Message);

    [Fact]
    public void A_folder_that_is_gone_is_one_sentence()
    {
        var sink = new TextfileSink("/nonexistent/virt-agent.prom");
        var failure =
            Assert.Throws<IOException>(() => sink.Write(MetricsTextTests.Full(Examples.Audit(PromiseVerdict.Isolated))));
        Assert.Equal("there is no folder /nonexistent; make it first.", failure.Message);
    }
}
