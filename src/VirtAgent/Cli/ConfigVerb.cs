using System.CommandLine;
using System.Text.Json;
using VirtAgent.Configuration;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>config check</c> and <c>config show</c>: what the daemon would make of its configuration.</summary>
internal static class ConfigVerb
{
    private const string Default = "default";

    private static readonly string[] Headers = ["Key", "Value", "From"];

    public static Command Create(GlobalOptions globals)
    {
        var check = new Command("check", "Reads the configuration and says what is wrong with it.");
        check.SetAction(parse => Check(globals.Request(parse), globals.Config(parse)));
        var show = new Command("show", "Prints every key with its value and where the value comes from.");
        show.SetAction(parse => Show(globals.Request(parse), globals.Config(parse)));
        return new Command("config", "Checks or prints the daemon's configuration.") { check, show };
    }

    private static int Check(Request request, string? path)
    {
        try
        {
            var waivers = new WaiverFolder(ConfigReader.Read(path).Settings.Waivers).Read(DateTimeOffset.UtcNow);
            foreach (var (_, problem) in waivers.Broken) request.Terminal.Error.WriteLine($"error: {Printable.Line(problem)}");
            return waivers.Broken.Count == 0 ? ExitCode.Ok : ExitCode.Error;
        }
        catch (ConfigException failure)
        {
            foreach (var problem in failure.Problems) request.Terminal.Error.WriteLine($"error: {Printable.Line(problem)}");
            return ExitCode.Error;
        }
    }

    private static int Show(Request request, string? path)
    {
        var config = ConfigReader.Read(path);
        if (request.Json) WriteJson(request.Terminal.Output, config);
        else request.Screen.Table(Headers, Rows(config).Select(row => (Cell[])[row.Key, row.Value, row.From]));
        return ExitCode.Ok;
    }

    private static void WriteJson(TextWriter output, EffectiveConfig config)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var (key, value, from) in Rows(config))
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WriteString("value", value);
                json.WriteString("from", from);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static IEnumerable<(string Key, string Value, string From)> Rows(EffectiveConfig config)
    {
        foreach (var key in ConfigKeys.All) yield return (key.Name, key.Show(config.Settings), Origin(config, key));
        var now = DateTimeOffset.UtcNow;
        var waivers = new WaiverFolder(config.Settings.Waivers).Read(now);
        foreach (var waiver in waivers.All)
            yield return ($"waiver of {waiver.Key}", waiver.HasExpired(now)
                ? $"expired: {waiver}"
                : waiver.ToString(), waiver.File);
        foreach (var (file, problem) in waivers.Broken) yield return ("waiver", $"none: {problem}", file);
    }

    private static string Origin(EffectiveConfig config, ConfigKey key) => config.Origins.GetValueOrDefault(key.Name, Default);
}
