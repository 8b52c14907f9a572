using VirtAgent.Observe.Libvirt;
using VirtAgent.Sinks.Endpoint;
using VirtAgent.Sinks.Journal;
using VirtAgent.Sinks.Metrics;
using VirtAgent.Sinks.Otlp;
using VirtAgent.Sinks.Webhook;

namespace VirtAgent.Configuration;

/// <summary>All that can be configured, with what holds where nothing is.</summary>
internal sealed record AgentSettings
{
    /// <summary>libvirt to watch: the one that virsh would choose, unless it is configured.</summary>
    public string Uri { get; init; } = LibvirtUri.Resolve(null);

    /// <summary>Folder of the waivers, beside the configuration.</summary>
    public string Waivers { get; init; } = WaiverFolder.Beside(null);

    /// <summary>How long nothing may report anything before everything is looked at again.</summary>
    public TimeSpan Resync { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Age at which ledger entries may be pruned; null for never.</summary>
    public TimeSpan? LedgerKeep { get; init; }

    /// <summary>Size in bytes above which the oldest ledger entries may be pruned; null for none.</summary>
    public long? LedgerBytes { get; init; }
    public JournalOptions Journal { get; init; } = new();

    /// <summary>Whether the agent is on the system bus.</summary>
    public bool Bus { get; init; } = true;

    /// <summary>Where node_exporter's textfile collector reads metrics; null for nowhere.</summary>
    public string? MetricsFile { get; init; }

    /// <summary>/metrics and /healthz.</summary>
    public EndpointOptions Endpoint { get; init; } = new();
    public OtlpOptions Otlp { get; init; } = new();
    public WebhookOptions Webhook { get; init; } = new();

    /// <summary>What is wrong with them, each in a sentence; none when they can be used.</summary>
    public IReadOnlyList<string> Validate() =>
    [
        .. Resync >= TimeSpan.FromSeconds(1) && Resync <= TimeSpan.FromHours(1)
            ? Array.Empty<string>()
            : ["resync has to be 1 s to 1 h."],
        .. LibvirtUri.IsRemote(Uri)
            ? [$"uri {Uri} is another host, and a firewall is watched where it is."]
            : Array.Empty<string>(),
        .. LedgerKeep is { } keep && keep < TimeSpan.FromDays(1)
            ? ["ledger.keep has to be a day at least."]
            : Array.Empty<string>(),
        .. LedgerBytes is { } bytes && bytes < 1 << 20 ? ["ledger.bytes has to be 1 MiB at least."] : Array.Empty<string>(),
        .. MetricsFile is null
            || (Path.IsPathRooted(MetricsFile) && MetricsFile.EndsWith(TextfileSink.Ending, StringComparison.Ordinal))
            ? Array.Empty<string>()
            : [
                $"metrics.file '{MetricsFile}' has to be an absolute path that ends in {TextfileSink.Ending}; "
                + "the collector reads no others."],
        .. Journal.Validate(), .. Endpoint.Validate(), .. Otlp.Validate(), .. Webhook.Validate(),
    ];
}
