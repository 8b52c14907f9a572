using Serilog.Core;
using Serilog.Events;
using VirtAgent.Presentation;

namespace VirtAgent.Logging;

/// <summary>
/// Adds the message as one harmless line: it may quote names and rule comments, which are written by others, and a line end
/// followed by <c>&lt;2&gt;</c> would be a message of theirs in our journal.
/// </summary>
internal sealed class PlainLine : ILogEventEnricher
{
    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) =>
        logEvent.AddPropertyIfAbsent(new LogEventProperty("Line", new ScalarValue(Printable.Line(Unquoted(logEvent)))));

    private static string Unquoted(LogEvent logEvent)
    {
        using var words = new StringWriter();
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is Serilog.Parsing.PropertyToken name && logEvent.Properties.TryGetValue(name.PropertyName, out var value)
                && value is ScalarValue { Value: string text }) words.Write(text);
            else token.Render(logEvent.Properties, words);
        }

        return words.ToString();
    }
}
