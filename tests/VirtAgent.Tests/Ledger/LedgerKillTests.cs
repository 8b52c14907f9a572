using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Ledger;

public sealed class LedgerKillTests : IDisposable
{
    private const int Kills = 24;

    private readonly TemporaryFolder _folder = new();

    private string Ledger => Path.Combine(_folder.Path, LedgerFile.Name);

    private string Acknowledged => Path.Combine(_folder.Path, "acknowledged");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void However_often_its_writer_is_killed_nothing_acknowledged_is_lost_and_nothing_is_there_twice()
    {
        var dice = new Random(20261122);
        for (var i = 1; i <= Kills; i++)
        {
            using var writer = Start(i * 1_000_000L);
            try
            {
                WaitForMore(writer);
                // Some are killed while they spool, some while they write their spool into the ledger.
                if (i % 4 == 0) Hold(TimeSpan.FromSeconds(1.5));
                Thread.Sleep(dice.Next(50));
            }
            finally
            {
                writer.Kill();
                writer.WaitForExit();
            }

            using var reader = LedgerFile.OpenReadOnly(Ledger);
            Assert.Null(reader.Verify().Fault);
        }

        // What the last one left in its spool.
        new LedgerWriter(Ledger, () => new Moment(DateTimeOffset.UtcNow, TimeSpan.FromDays(1))).Dispose();
        using var ledger = LedgerFile.OpenReadOnly(Ledger);
        Assert.Null(ledger.Verify().Fault);
        Assert.NotEmpty(ledger.Read(new LedgerQuery { Kind = EntryKind.GapOpened }));
        var written = ledger.Read(new LedgerQuery { Kind = EntryKind.PortCreated }).Select(entry => entry.What.Detail!).ToList();
        Assert.Equal(written.Count, written.Distinct().Count());
        var numbers = written.Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(numbers.Order(), numbers);
        var missing = File.ReadAllLines(Acknowledged).Except(written).ToList();
        Assert.Empty(missing);
        Assert.True(written.Count > 2 * Kills);
    }

    private Process Start(long number)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(LedgerKillTests).Assembly.Location;
        start.Environment[StartupHook.Variable] = $"{Ledger} {Acknowledged} {number}";
        return Process.Start(start)!;
    }

    private void WaitForMore(Process writer)
    {
        var before = Length();
        while (Length() == before)
        {
            Assert.False(writer.HasExited);
            Thread.Sleep(5);
        }
    }

    private long Length() => File.Exists(Acknowledged) ? new FileInfo(Acknowledged).Length : 0;

    private void Hold(TimeSpan time)
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        // The writer takes the lock again as soon as it has let it go, and who waits for it only looks now and then.
        command.CommandTimeout = 300;
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        Thread.Sleep(time);
    }
}
