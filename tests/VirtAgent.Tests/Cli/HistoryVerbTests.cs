using System.Text.Json;
using VirtAgent.Cli;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Presentation;
using VirtAgent.Tests.Ledger;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Cli;

public sealed class HistoryVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Story _story = new();

    public HistoryVerbTests()
    {
        using var ledger = LedgerFile.Open(Ledger);
        ledger.Append([_story.Port(EntryKind.PortCreated, 1), _story.Port(EntryKind.PortBound, 1)]);
        ledger.Append([_story.Finding(EntryKind.FindingRaised, "forward-leak network1"), _story.Port(EntryKind.PortDeleted, 1)]);
        ledger.Append([_story.Port(EntryKind.PortBound, 2) with { Mac = Story.Mac(1), Detail = "\u001b[31mred" }]);
    }

    private string Ledger => Path.Combine(_folder.Path, LedgerFile.Name);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_json_has_the_names_of_the_contract()
    {
        var (exit, output, error) = await Run("history", "--format", "json");
        Assert.Equal((ExitCode.Ok, ""), (exit, error));
        using var json = JsonDocument.Parse(output);
        var entries = json.RootElement.EnumerateArray().ToList();
        string[] names =
        [
            "seq", "time", "kind", "port", "network", "guest", "guest_uuid", "mac", "tap", "bridge", "finding", "detail", "hash",
        ];
        Assert.All(entries, entry => Assert.Equal(names, entry.EnumerateObject().Select(member => member.Name)));
        Assert.Equal([1, 2, 3, 4, 5], entries.Select(entry => entry.GetProperty("seq").GetInt64()));
        Assert.Equal("2021-03-14T10:00:01.0000000Z", entries[0].GetProperty("time").GetString());
        Assert.Equal(JsonValueKind.Null, entries[0].GetProperty("tap").ValueKind);
        Assert.Equal("vnet1", entries[1].GetProperty("tap").GetString());
    }

    [Fact]
    public async Task Its_json_lines_are_one_object_each()
    {
        var (_, output, _) = await Run("history", "--format", "jsonl", "--port", "00000000-0000-4000-8000-000000000001");
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(["port-created", "port-bound", "port-deleted"], lines.Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("kind").GetString();
        }));
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_array_and_names_the_ledger()
    {
        var (exit, output, error) = await Run("history", "--format", "json", "--mac", "52:54:00:ff:ff:ff");
        Assert.Equal((ExitCode.Ok, "[]\n", $"no such entry in {Ledger}\n"), (exit, output, error));
    }

    [Fact]
    public async Task Its_table_has_a_row_an_entry_and_obeys_nobody()
    {
        var (_, output, _) = await Run("history");
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(7, lines.Length);
        Assert.StartsWith(" Seq   Time ", lines[0]);
        Assert.Contains("\\x1b[31mred", lines[6]);
        Assert.Contains("forward-leak network1", lines[4]);
    }

    [Fact]
    public async Task Who_held_a_mac_then_is_told_with_the_entry_that_says_so()
    {
        var (_, output, _) = await Run("history", "--format", "json", "--mac", Story.Mac(1), "--at", "2021-03-14T10:00:02Z");
        using var then = JsonDocument.Parse(output);
        var port = then.RootElement.EnumerateArray().Single();
        Assert.Equal(("guest-1", 2), (port.GetProperty("guest").GetString(), port.GetProperty("seq").GetInt32()));

        (_, output, _) = await Run("history", "--mac", Story.Mac(1), "--at", "2021-03-14T11:00:00Z");
        Assert.Contains("guest-2", output);
        Assert.DoesNotContain("guest-1", output);
    }

    [Fact]
    public async Task Times_may_be_relative()
    {
        Assert.Contains("no such entry", (await Run("history", "--since", "-2h", "--until", "-1h")).Error);
        Assert.Equal(7, (await Run("history", "--until", "2999-01-01")).Output.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task A_beginning_of_a_port_is_enough_where_it_is_the_only_one()
    {
        var (exit, _, error) = await Run("history", "--port", "0000");
        Assert.Equal(ExitCode.Error, exit);
        Assert.Contains("several ports begin with 0000", error);
        var (_, output, _) = await Run("history", "--port", Story.Uuid(2)[..36]);
        Assert.Contains("guest-2", output);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_is_explained()
    {
        using (var ledger = LedgerFile.Open(Ledger))
        {
            _story.SetClock(TimeSpan.FromHours(-1));
            ledger.Append([_story.Port(EntryKind.PortUnbound, 2)]);
        }

        Assert.Contains("warning: the clock was set back by 01:00:00 before entry 6", (await Run("history")).Error);
        Assert.Empty((await Run("history", "--limit", "1")).Error);
        Assert.Contains("guest-2", (await Run("history", "--at", "now")).Output);
        Assert.Contains("this time came twice", (await Run("history", "--at", "2021-03-14T09:30:00Z")).Error);
        Assert.Empty((await Run("history", "--at", "2021-03-14T12:00:00Z")).Error);
    }

    [Theory]
    [InlineData("--since", "yesterday")]
    [InlineData("--kind", "port-stolen")]
    [InlineData("--limit", "0")]
    [InlineData("--at", "-1h", "--since", "-2h")]
    public async Task A_question_that_makes_no_sense_is_wrong_usage(params string[] options)
    {
        var (exit, output, error) = await Run(["history", .. options]);
        Assert.Equal((ExitCode.Usage, ""), (exit, output));
        Assert.StartsWith("error: ", error);
    }

    [Fact]
    public async Task A_host_without_a_ledger_is_told_where_it_was_looked_for()
    {
        using var empty = new TemporaryFolder();
        string[][] verbs = [["history"], ["ledger", "verify"], ["ledger", "export"], ["ledger", "prune", "--before", "-1d"]];
        foreach (var verb in verbs)
        {
            var (exit, _, error) = await CommandRun([.. verb, "--state", empty.Path]);
            Assert.Equal(ExitCode.Error, exit);
            Assert.Contains($"there is no ledger {Path.Combine(empty.Path, "ledger.db")}", error);
        }

        Assert.Empty(Directory.GetFileSystemEntries(empty.Path));
    }

    [Fact]
    public async Task Verify_prints_the_head_that_export_ends_with()
    {
        var (exit, verified, _) = await Run("ledger", "verify");
        Assert.Equal(ExitCode.Ok, exit);
        var (_, exported, error) = await Run("ledger", "export");
        var lines = exported.TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        var head = error["head ".Length..].Trim();
        Assert.Equal($"{{\"head\":\"{head}\"}}", lines[5]);
        Assert.EndsWith($"head {head}\n", verified);

        // The chain can be followed from the export alone.
        var at = ChainHead.Start;
        foreach (var line in lines[..5])
        {
            var cut = line.LastIndexOf(",\"hash\":\"", StringComparison.Ordinal);
            var hash = at.Link(System.Text.Encoding.UTF8.GetBytes(line[..cut] + "}"));
            Assert.Equal(line[(cut + 9)..^2], hash);
            at = new ChainHead(at.Seq + 1, hash);
        }

        var file = _folder.Write("kept", exported);
        Assert.Equal(ExitCode.Ok, (await Run("ledger", "verify", "--head", file)).Exit);
        Assert.Equal(ExitCode.Ok, (await Run("ledger", "verify", "--head", head)).Exit);
        var (bad, output, _) = await Run("ledger", "verify", "--head", $"9{head}");
        Assert.Equal(ExitCode.Error, bad);
        Assert.Contains("entries 6 to 95 are missing", output);
        Assert.Equal(ExitCode.Usage, (await Run("ledger", "verify", "--head", "nonsense")).Exit);
    }

    [Fact]
    public async Task Verify_names_the_bad_entry_also_in_json()
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Ledger};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE entries SET guest = 'x' WHERE seq = 2";
            command.ExecuteNonQuery();
        }

        var (exit, output, _) = await Run("ledger", "verify");
        Assert.Equal(ExitCode.Error, exit);
        Assert.Contains("entry 2 was edited", output);
        (exit, output, _) = await Run("ledger", "verify", "--format", "json");
        using var json = JsonDocument.Parse(output);
        var fault = json.RootElement.GetProperty("fault");
        Assert.Equal(ExitCode.Error, exit);
        Assert.Equal((2, "edited"), (fault.GetProperty("seq").GetInt32(), fault.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Prune_takes_the_old_away()
    {
        var (exit, _, error) = await Run("ledger", "prune", "--before", "2021-03-14T10:00:05Z");
        Assert.Equal((ExitCode.Ok, $"took 3 entries away from {Ledger}\n"), (exit, error));
        Assert.Contains("most entries were taken away up to 4:", (await Run("ledger", "verify")).Output);
        Assert.Equal(ExitCode.Usage, (await Run("ledger", "prune")).Exit);
        Assert.Equal(ExitCode.Usage, (await Run("ledger", "prune", "--max-size", "much")).Exit);
        Assert.Equal(ExitCode.Ok, (await Run("ledger", "prune", "--max-size", "500M")).Exit);
    }

    [Fact]
    public async Task Json_lines_are_for_history_alone() =>
        Assert.Equal(ExitCode.Usage, (await Run("ports", "--format", "jsonl")).Exit);

    private Task<(int Exit, string Output, string Error)> Run(params string[] arguments) =>
        CommandRun([.. arguments, "--state", _folder.Path]);

    private static async Task<(int Exit, string Output, string Error)> CommandRun(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, new Terminal(output, error, false, false));
        return (exit, output.ToString(), error.ToString());
    }
}
