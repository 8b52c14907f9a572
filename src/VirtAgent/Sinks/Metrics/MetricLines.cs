using System.Globalization;
using System.Text;

namespace VirtAgent.Sinks.Metrics;

/// <summary>
/// Prometheus text exposition format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats, "Text-based format"). A sample
/// that is there already is not written again: one line twice makes the reader refuse the whole page.
/// </summary>
internal sealed class MetricLines
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _written = [];
    private string _family = "";

    /// <summary>Begins a family whose value goes up and down.</summary>
    public void Gauge(string name, string help) => Family(name, "gauge", help);

    /// <summary>Begins a family whose value only grows; its name ends in <c>_total</c>.</summary>
    public void Counter(string name, string help) => Family(name, "counter", help);

    /// <summary>A sample of the family begun last.</summary>
    public void Sample(double value, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        var line = new StringBuilder(_family);
        for (var i = 0; i < labels.Length; i++)
        {
            line.Append(i == 0 ? '{' : ',').Append(labels[i].Name);
            line.Append("=\"").Append(Escape(labels[i].Value ?? "")).Append('"');
        }

        if (labels.Length > 0) line.Append('}');
        if (!_written.Add(line.ToString())) return;
        _text.Append(line).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>All of it; every line ends in a line feed, the last one too.</summary>
    public override string ToString() => _text.ToString();

    private void Family(string name, string type, string help)
    {
        _family = name;
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
