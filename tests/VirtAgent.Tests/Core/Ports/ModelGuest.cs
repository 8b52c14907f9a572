using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Core.Ports;

/// <summary>A guest with one NIC, as its live XML has it.</summary>
internal sealed class ModelGuest(int number)
{
    public string Name { get; } = $"guest{number}";

    public string Uuid { get; } = $"uuid-of-guest{number}";

    public MacAddress Mac { get; } = PortDesk.Mac(number);

    public string Tap { get; } = $"vnet{number}";

    public bool Running { get; set; }

    /// <summary>The port its NIC names; it may be listed no more.</summary>
    public string? PortId { get; set; }

    public string Network { get; set; } = "iso";

    public MacAddress? CurrentMac { get; set; }

    public Guest Read() => new(Name, Uuid, PortId is null ? [] : [PortDesk.Nic(Mac, CurrentMac, Network, null, PortId, Tap)]);
}
