using System.Globalization;
using System.Text.Json;
using VirtAgent.Cli;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Cli;

/// <summary>Waivers from the folder beside the configuration to the exit code.</summary>
public sealed class WaiverVerbTests : IDisposable
{
    private static readonly string Leaking = RecordedHosts.PathOf("lab-9.0.0-leak");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_host_whose_leaks_are_all_waived_is_ok_and_says_how_many_there_are()
    {
        var config = _folder.Write("agent.json", "{}");
        var findings = Findings((await Run("check", "--from", Leaking, "--format", "json")).Output)
            .Where(finding => Text(finding, "severity") != "info").ToList();
        Assert.NotEmpty(findings);
        foreach (var (finding, number) in findings.Select((finding, number) => (finding, number)))
            Waive($"{number}.json", Text(finding, "code"), Text(finding, "network"), Text(finding, "subject"));

        var (exit, output, _) = await Run("check", "--from", Leaking, "--config", config);
        Assert.Equal(0, exit);
        Assert.Contains($"every other promise kept; {findings.Count} waived | leaks=0;0;0 ", output.Split('\n')[0],
            StringComparison.Ordinal);
        Assert.Contains("leaking", output, StringComparison.Ordinal);
        Assert.Contains("waived until ", output, StringComparison.Ordinal);
        Assert.Contains(" waived until ",
            (await Run("report", "-", "--from", Leaking, "--config", config)).Output.Replace('>', ' '), StringComparison.Ordinal);
        Assert.Equal(2, (await Run("check", "--from", Leaking)).Exit);
    }

    [Fact]
    public async Task The_configuration_is_not_in_order_while_a_waiver_is_not()
    {
        var config = _folder.Write("agent.json", "{}");
        Waive("good.json", "forward-leak", "iso", "x");
        Assert.Equal((0, ""),
            ((await Run("config", "check", "--config", config)).Exit, (await Run("config", "check", "--config", config)).Error));
        Assert.Contains("waiver of forward-leak iso x", (await Run("config", "show", "--config", config)).Output,
            StringComparison.Ordinal);

        var bad = _folder.Write("waivers.d/bad.json", "{}");
        var (exit, _, error) = await Run("config", "check", "--config", config);
        Assert.Equal((1, $"error: {bad} has no 'code'.\n"), (exit, error));
        Assert.Contains("none: ", (await Run("config", "show", "--config", config)).Output, StringComparison.Ordinal);
        var check = await Run("check", "--from", RecordedHosts.PathOf("lab-9.0.0-stock"), "--config", config);
        Assert.Equal(1, check.Exit);
        Assert.StartsWith($"VIRTAGENT WARNING - {bad} has no 'code'", check.Output, StringComparison.Ordinal);
    }

    private void Waive(string file, string? code, string? network, string? subject) =>
        _folder.Write($"waivers.d/{file}", JsonSerializer.Serialize(new Dictionary<string, string?>
        {
            ["code"] = code,
            ["network"] = network,
            ["subject"] = subject,
            ["owner"] = "ann",
            ["reason"] = "A test.",
            ["expires"] = DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        }));

    private static IReadOnlyList<JsonElement> Findings(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.Clone().GetProperty("findings").EnumerateArray()];
    }

    private static string? Text(JsonElement finding, string name) => finding.GetProperty(name).GetString();

    private static async Task<(int Exit, string Output, string Error)> Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, new Terminal(output, error, false, false));
        return (exit, output.ToString(), error.ToString());
    }
}
