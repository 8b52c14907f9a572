using System.Text.Json;

namespace VirtAgent.Configuration;

/// <summary>
/// Reads <c>virt-agent.json</c> and its drop-ins, <c>virt-agent.json.d/*.json</c> in the order of their names, where a later
/// value replaces an earlier one. Comments and trailing commas are allowed: people write these files.
/// </summary>
internal static class ConfigReader
{
    /// <summary>Where it is unless the command line says otherwise; it need not exist there.</summary>
    public const string DefaultPath = "/etc/virt-agent/virt-agent.json";

    private const int LongestFile = 1 << 20;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = 8,
    };

    /// <summary>Reads them, all mistakes at once.</summary>
    /// <param name="path">The file; null for <see cref="DefaultPath"/>, which may be absent.</param>
    /// <exception cref="ConfigException">It cannot be used, and why, file by file and key by key.</exception>
    public static EffectiveConfig Read(string? path)
    {
        var problems = new List<string>();
        var config = new EffectiveConfig(new AgentSettings { Waivers = WaiverFolder.Beside(path) },
            new Dictionary<string, string>());
        foreach (var file in Files(path ?? DefaultPath, required: path is not null, problems))
            config = Apply(config, file, problems);
        problems.AddRange(config.Settings.Validate());
        return problems.Count == 0 ? config : throw new ConfigException(problems);
    }

    private static IEnumerable<string> Files(string path, bool required, List<string> problems)
    {
        try
        {
            var folder = path + ".d";
            IEnumerable<string> dropIns =
                Exists(folder) ? [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)] : [];
            if (Exists(path)) return dropIns.Prepend(path);
            if (required) problems.Add($"{path} does not exist; write it, or leave --config out.");
            return dropIns;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path}: {failure.Message}");
            return [];
        }
    }

    // File.Exists says no to what may not be looked at, and a configuration that is not read is not the default one.
    private static bool Exists(string path)
    {
        try
        {
            File.GetAttributes(path);
            return true;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private static EffectiveConfig Apply(EffectiveConfig config, string file, List<string> problems)
    {
        try
        {
            if (new FileInfo(file).Length > LongestFile)
                throw new ConfigException("is larger than 1 MiB, which is no configuration.");
            using var document = JsonDocument.Parse(File.ReadAllText(file), Lenient);
            foreach (var (name, value) in Leaves(document.RootElement, ""))
            {
                try
                {
                    config = Apply(config, file, name, value);
                }
                catch (ConfigException problem)
                {
                    problems.Add($"{file}: {name} {problem.Message}");
                }
            }
        }
        catch (JsonException broken)
        {
            problems.Add($"{file} is not JSON: {broken.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ConfigException)
        {
            problems.Add($"{file}: {failure.Message}");
        }

        return config;
    }

    private static EffectiveConfig Apply(EffectiveConfig config, string file, string name, JsonElement value)
    {
        var key = ConfigKeys.All.FirstOrDefault(key => key.Name == name)
            ?? throw new ConfigException($"is not known; 'virt-agent config show' lists what is{Nearest(name)}.");
        return new EffectiveConfig(
            key.Set(config.Settings, value), new Dictionary<string, string>(config.Origins) { [name] = file });
    }

    private static IEnumerable<(string Name, JsonElement Value)> Leaves(JsonElement element, string prefix)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            yield return (prefix.Length == 0 ? "the document" : prefix, element);
            yield break;
        }

        foreach (var member in element.EnumerateObject())
        {
            var name = prefix.Length == 0 ? member.Name : $"{prefix}.{member.Name}";
            foreach (var leaf in Leaves(member.Value, name)) yield return leaf;
        }
    }

    private static string Nearest(string name) =>
        ConfigKeys.All.FirstOrDefault(key =>
            key.Name.EndsWith("." + name.Split('.')[^1], StringComparison.OrdinalIgnoreCase)) is { } key
            ? $", '{key.Name}' for instance"
            : "";
}
