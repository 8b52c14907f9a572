using Serilog.Core;
using Serilog.Events;

namespace VirtAgent.Logging;

/// <summary>Adds the prefix by which journald knows how urgent a line of stderr is (sd-daemon(3)).</summary>
internal sealed class JournalPriority : ILogEventEnricher
{
    /// <inheritdoc/>
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) =>
        logEvent.AddPropertyIfAbsent(new LogEventProperty("Priority", new ScalarValue(logEvent.Level switch
        {
            LogEventLevel.Fatal => "<2>",
            LogEventLevel.Error => "<3>",
            LogEventLevel.Warning => "<4>",
            _ => "<6>",
        })));
}
