using Microsoft.Extensions.Logging;

namespace VirtAgent.Logging;

/// <summary>Every line the daemon can log.</summary>
internal static partial class LogMessages
{
    /// <summary>The daemon has begun to watch.</summary>
    [LoggerMessage(1, LogLevel.Information, "watching {uri}; ledger {ledger}, hook socket {hook}")]
    public static partial void Watching(this ILogger log, string uri, string ledger, string hook);

    /// <summary>The daemon was told to stop, and has.</summary>
    [LoggerMessage(2, LogLevel.Information, "stopped")]
    public static partial void Stopped(this ILogger log);

    /// <summary>Something happened that goes into the ledger.</summary>
    [LoggerMessage(10, LogLevel.Information, "{what}")]
    public static partial void Happened(this ILogger log, string what);

    /// <summary>Something to be looked at.</summary>
    [LoggerMessage(11, LogLevel.Warning, "{what}")]
    public static partial void Warn(this ILogger log, string what);

    /// <summary>A critical finding was raised.</summary>
    [LoggerMessage(12, LogLevel.Critical, "{what}")]
    public static partial void Alert(this ILogger log, string what);

    /// <summary>A source of hints does not work.</summary>
    [LoggerMessage(20, LogLevel.Warning, "{source}: {reason}")]
    public static partial void SourceFailed(this ILogger log, string source, string reason);

    /// <summary>A sink does not take what happens.</summary>
    [LoggerMessage(21, LogLevel.Warning, "sink {sink} failed: {reason}")]
    public static partial void SinkFailed(this ILogger log, string sink, string reason);

    /// <summary>The configuration was read again and is in use.</summary>
    [LoggerMessage(40, LogLevel.Information, "configuration taken; changed: {what}")]
    public static partial void ConfigTaken(this ILogger log, string what);

    /// <summary>It was read again and cannot be used.</summary>
    [LoggerMessage(41, LogLevel.Error, "configuration refused, the old one is kept: {problems}")]
    public static partial void ConfigRefused(this ILogger log, string problems);

    /// <summary>Part of it cannot be used.</summary>
    [LoggerMessage(42, LogLevel.Error, "configuration taken but for this: {problem}")]
    public static partial void ConfigTrouble(this ILogger log, string problem);

    /// <summary>A value that only a new process takes.</summary>
    [LoggerMessage(43, LogLevel.Warning, "configuration: {key} stays {value} until virt-agent is restarted")]
    public static partial void ConfigWaits(this ILogger log, string key, string value);

    /// <summary>A reload failed with a fault of ours.</summary>
    [LoggerMessage(44, LogLevel.Error,
        "this is a fault in virt-agent, please report it; the configuration may be in use in part")]
    public static partial void ReloadFailed(this ILogger log, Exception fault);

    /// <summary>The daemon cannot run here.</summary>
    [LoggerMessage(32, LogLevel.Critical, "{reason}")]
    public static partial void CannotRun(this ILogger log, string reason);

    /// <summary>The daemon ends because of a fault of ours.</summary>
    [LoggerMessage(31, LogLevel.Critical, "this is a fault in virt-agent, please report it; watching has ended")]
    public static partial void Died(this ILogger log, Exception fault);

    /// <summary>A round of the loop failed with a fault of ours.</summary>
    [LoggerMessage(30, LogLevel.Error, "this is a fault in virt-agent, please report it")]
    public static partial void RoundFailed(this ILogger log, Exception fault);

    /// <summary>The webhook's receiver does not take reports.</summary>
    [LoggerMessage(60, LogLevel.Warning, "webhook {place} does not take reports: {reason}; {waiting} wait for it")]
    public static partial void WebhookFailed(this ILogger log, string place, string reason, int waiting);

    /// <summary>It takes them again.</summary>
    [LoggerMessage(61, LogLevel.Information, "webhook {place} takes reports again; {waiting} still wait")]
    public static partial void WebhookRecovered(this ILogger log, string place, int waiting);

    /// <summary>One report is not wanted, or cannot be read back.</summary>
    [LoggerMessage(62, LogLevel.Error, "webhook report {number} was put into the spool's folder 'rejected': {reason}")]
    public static partial void WebhookRejected(this ILogger log, long number, string reason);

    /// <summary>Too many reports wait.</summary>
    [LoggerMessage(63, LogLevel.Error, "webhook {place}: the spool is full with {waiting} reports; the oldest are dropped")]
    public static partial void WebhookDrops(this ILogger log, string place, int waiting);

    /// <summary>A report waits in memory only.</summary>
    [LoggerMessage(64, LogLevel.Error, "webhook report cannot be spooled and waits in memory: {reason}")]
    public static partial void WebhookNotSpooled(this ILogger log, string reason);

    /// <summary>The OpenTelemetry collector does not take what is sent.</summary>
    [LoggerMessage(70, LogLevel.Warning, "otlp collector {place} does not take {signal}: {reason}")]
    public static partial void CollectorFailed(this ILogger log, string place, string signal, string reason);

    /// <summary>It takes it again.</summary>
    [LoggerMessage(71, LogLevel.Information, "otlp collector {place} takes {signal} again")]
    public static partial void CollectorRecovered(this ILogger log, string place, string signal);
}
