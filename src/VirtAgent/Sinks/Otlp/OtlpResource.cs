using OpenTelemetry.Resources;

namespace VirtAgent.Sinks.Otlp;

/// <summary>Who speaks, in OpenTelemetry's words: service.name, host.name, host.id, and OTEL_RESOURCE_ATTRIBUTES.</summary>
internal static class OtlpResource
{
    /// <summary>The resource of the agent on <paramref name="host"/>.</summary>
    public static ResourceBuilder Of(string host)
    {
        // One agent a host: its instance keeps its name when it is restarted, and so its series.
        var version = typeof(OtlpResource).Assembly.GetName().Version?.ToString(3);
        var attributes = new List<KeyValuePair<string, object>> { new("host.name", host) };
        if (MachineId() is { } id) attributes.Add(new("host.id", id));
        return ResourceBuilder.CreateDefault()
            .AddService("virt-agent", serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: host)
            .AddAttributes(attributes);
    }

    private static string? MachineId()
    {
        try
        {
            return File.ReadAllText("/etc/machine-id").Trim() is { Length: > 0 } id ? id : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
