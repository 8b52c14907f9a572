using Serilog;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace VirtAgent.Hosting;

/// <summary>Where log lines go: standard error, for a person with the time, for journald with the priority.</summary>
internal static class Logging
{
    /// <summary>The logger of one run.</summary>
    public static Serilog.Core.Logger Create()
    {
        // journald sets this where it reads our stderr, and puts the time there itself.
        var journal = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("JOURNAL_STREAM"));
        var format = new MessageTemplateTextFormatter(
            journal ? "{Priority}{Message:lj}{NewLine}{Exception}" : "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u4} {Message:lj}{NewLine}{Exception}");
        return new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .Enrich.With<JournalPriority>()
            .WriteTo.Console(format, standardErrorFromLevel: LogEventLevel.Verbose)
            .CreateLogger();
    }
}
