using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VirtAgent.Tests.Sinks.Metrics;

/// <summary>
/// A strict reader of Prometheus' text format 0.0.4, as its page words it, that also holds to its naming rules. It refuses what
/// a lenient one lets pass: a family without help, samples apart from their family, a line twice, a counter without _total.
/// </summary>
internal static partial class ExpositionFormat
{
    private const string Pair = """[a-z_][a-z0-9_]*="(?:[^"\\]|\\\\|\\"|\\n)*["]""";

    /// <summary>Samples by line head, with the values; throws on anything that is not in the format.</summary>
    public static Dictionary<string, double> Read(string text)
    {
        var samples = new Dictionary<string, double>();
        if (text.Length > 0 && text[^1] != '\n') throw new FormatException("The last line must end in a line feed.");
        var families = new HashSet<string>();
        var (helped, typed, type) = ("", "", "");
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Help().Match(line) is { Success: true } help)
            {
                helped = help.Groups[1].Value;
                if (!families.Add(helped)) throw new FormatException($"{helped} comes twice.");
            }
            else if (Type().Match(line) is { Success: true } head)
            {
                (typed, type) = (head.Groups[1].Value, head.Groups[2].Value);
                if (typed != helped) throw new FormatException($"{typed} has no help.");
                if (type == "counter" != typed.EndsWith("_total", StringComparison.Ordinal))
                    throw new FormatException($"{typed} is a {type}.");
            }
            else if (Sample().Match(line) is { Success: true } sample)
            {
                if (sample.Groups[1].Value != typed) throw new FormatException($"'{line}' is not in its family.");
                var value = double.Parse(sample.Groups[3].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
                if (!samples.TryAdd(typed + sample.Groups[2].Value, value))
                    throw new FormatException($"'{line}' is there twice.");
                var labels = Label().Matches(sample.Groups[2].Value).Select(label => label.Groups[1].Value).ToList();
                if (labels.Distinct().Count() != labels.Count) throw new FormatException($"'{line}' has a label twice.");
            }
            else
            {
                throw new FormatException($"'{line}' is no line of the format.");
            }
        }

        return samples;
    }

    /// <summary>The value of a label in a sample's head.</summary>
    public static string LabelOf(string sample, string name)
    {
        var value = Label().Matches(sample).Single(label => label.Groups[1].Value == name).Groups[2].Value;
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '\\') text.Append(value[i]);
            else text.Append(value[++i] == 'n' ? '\n' : value[i]);
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^# HELP (virtagent_[a-z0-9_]+) ([^\\]|\\\\|\\n)+$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE (virtagent_[a-z0-9_]+) (gauge|counter)$")]
    private static partial Regex Type();

    [GeneratedRegex("^(virtagent_[a-z0-9_]+)(\\{" + Pair + "(?:," + Pair + ")*\\})? ([0-9.E+-]+)$")]
    private static partial Regex Sample();

    [GeneratedRegex("""([a-z_][a-z0-9_]*)="((?:[^"\\]|\\.)*)["]""")]
    private static partial Regex Label();
}
