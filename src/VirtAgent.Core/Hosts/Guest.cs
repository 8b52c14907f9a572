namespace VirtAgent.Core.Hosts;

/// <summary>A libvirt domain with its NICs: running (live XML) or as defined (inactive XML).</summary>
/// <param name="Name">Unique on the host.</param>
/// <param name="Uuid">Lower-case, with dashes.</param>
/// <param name="Nics">Its interfaces, in XML order.</param>
public sealed record Guest(string Name, string Uuid, IReadOnlyList<Nic> Nics)
{
    /// <summary>The number libvirt gives a running domain; null in a definition and for a guest that is off.</summary>
    public int? Id { get; init; }
}
