using OpenTelemetry;
using OpenTelemetry.Logs;

namespace VirtAgent.Sinks.Otlp;

/// <summary>Gives a log record the time at which it happened in place of the time at which it was told.</summary>
internal sealed class EventTimestampProcessor : BaseProcessor<LogRecord>
{
    /// <summary>The time of the next record; the sink tells one after the other.</summary>
    public DateTime Time { get; set; }

    /// <inheritdoc/>
    public override void OnEnd(LogRecord data) => data.Timestamp = Time;
}
