namespace VirtAgent.Core.Hosts;

/// <summary>Where and when a host was observed: <c>host.json</c>.</summary>
/// <param name="Hostname">The host's name.</param>
/// <param name="Captured">RFC 3339 time of the observation.</param>
/// <param name="Uri">The libvirt URI it was observed through.</param>
/// <param name="Libvirt">Version of the libvirt daemon, "9.0.0"; empty when it did not answer.</param>
/// <param name="Kernel">Kernel release.</param>
/// <param name="Gaps">What the observer could not read.</param>
public sealed record HostHeader(
    string Hostname, string Captured, string Uri, string Libvirt, string Kernel, IReadOnlyList<Gap> Gaps);
