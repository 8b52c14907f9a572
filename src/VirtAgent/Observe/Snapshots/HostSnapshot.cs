using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ports;

namespace VirtAgent.Observe.Snapshots;

/// <summary>One look at the whole host.</summary>
/// <param name="Host">The host as a model.</param>
/// <param name="Ports">Its ports with the time they were looked at; null where libvirt did not tell.</param>
/// <param name="Begun">Before anything was read.</param>
internal sealed record HostSnapshot(Host Host, PortSnapshot? Ports, Moment Begun);
