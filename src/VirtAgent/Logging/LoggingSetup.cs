using Serilog;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace VirtAgent.Logging;

/// <summary>Where log lines go: standard error, for a person with the time, for journald with the priority.</summary>
internal static class LoggingSetup
{
    /// <summary>Whether journald reads our stderr (systemd.exec(5), "JOURNAL_STREAM"); it puts the time there itself.</summary>
    public static bool ToJournal { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("JOURNAL_STREAM"));

    /// <summary>The logger of one run.</summary>
    public static Serilog.Core.Logger Create()
    {
        var format = new MessageTemplateTextFormatter(
            ToJournal
                ? "{Priority}{Line:l}{NewLine}{Exception}"
                : "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u4} {Line:l}{NewLine}{Exception}");
        var lines = new LoggerConfiguration()
            .Enrich.With<JournalPriority>()
            .Enrich.With<PlainLine>()
            .WriteTo.Console(format, standardErrorFromLevel: LogEventLevel.Verbose)
            .CreateLogger();
        return new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Sink(new LogQueue(lines))
            .CreateLogger();
    }
}
