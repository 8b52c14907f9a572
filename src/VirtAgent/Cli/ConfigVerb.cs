using System.CommandLine;
using System.Text.Json;
using VirtAgent.Configuration;

namespace VirtAgent.Cli;

/// <summary><c>config check</c> and <c>config show</c>: what the daemon would make of its configuration.</summary>
internal static class ConfigVerb
{
    private const string Default = "default";

    private static readonly string[] Headers = ["Key", "Value", "From"];

    /// <summary>The verb.</summary>
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
            ConfigReader.Read(path);
            return ExitCode.Ok;
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
        else request.Screen.Table(Headers, ConfigKeys.All.Select(key => (Cell[])[key.Name, key.Show(config.Settings), Origin(config, key)]));
        return ExitCode.Ok;
    }

    private static void WriteJson(TextWriter output, EffectiveConfig config)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var key in ConfigKeys.All)
            {
                json.WriteStartObject();
                json.WriteString("key", key.Name);
                json.WriteString("value", key.Show(config.Settings));
                json.WriteString("from", Origin(config, key));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static string Origin(EffectiveConfig config, ConfigKey key) => config.Origins.GetValueOrDefault(key.Name, Default);
}
