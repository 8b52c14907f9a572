using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Ports;

/// <summary>What the network hook (<c>native/network_hook.c</c>) handed over: one call of libvirt's.</summary>
/// <param name="At">When libvirt called it.</param>
/// <param name="Boot">Boot id that the moment's second clock counts from: a notice may outlive its boot in the spool.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Operation">libvirt's word for it: port-created, port-deleted, stopped, started, updated.</param>
/// <param name="Notice">What it says about ports; null where it says nothing.</param>
public sealed record HookNotice(Moment At, string Boot, string Network, string Operation, PortNotice? Notice);
