using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Core.Analysis.Bridges;

/// <summary>Where port, live XML, network XML and kernel say different things about one port that a live NIC holds.</summary>
internal static class PortDisagreements
{
    private const ulong LowFiveOctets = 0xff_ffff_ffff;

    /// <summary>Each disagreement as a sentence; none for a port without a live NIC.</summary>
    public static IReadOnlyList<string> Of(Host host, PortRow row)
    {
        if (row.Nic is not { } nic) return [];
        var found = new List<string>();
        if (row.Port is { } port)
        {
            Compare("MAC", port.Mac?.ToString(), nic.Mac?.ToString());
            Compare("network", port.Network, nic.SourceNetwork);
            Compare("owner", port.OwnerName, row.Guest);
            Compare("owner's UUID", port.OwnerUuid.ToLowerInvariant(), row.GuestUuid.ToLowerInvariant());
            Compare("bridge", port.PlugBridge, nic.SourceBridge);
            if (port.Plug == PlugKind.Direct) Compare("host device", port.PlugDevice, nic.SourceDevice);

            var bridge = host.Networks.FirstOrDefault(network => network.Name == port.Network)?.Bridge;
            if (port.PlugBridge is not null && bridge is not null && port.PlugBridge != bridge)
                found.Add($"The port is plugged into {port.PlugBridge}, its network {port.Network} has {bridge}.");
        }

        CompareWithKernel();
        return found;

        void Compare(string what, string? listed, string? live)
        {
            if (listed is not null && live is not null && listed != live)
                found.Add($"The port's {what} is {listed}, the live XML of {row.Guest} says {live}.");
        }

        // libvirt gives a tap the guest's MAC with fe as first octet (src/util/virnetdevtap.c), so that the bridge never takes
        // it as its own address. A container's veth has a MAC of its own.
        void CompareWithKernel()
        {
            if (nic.Tap is null || host.Unread(RecordFile.Links) is not null) return;
            var link = host.Link(nic.Tap);
            // A tap that is missing from a bridge is a finding of its own.
            if (link is null && row.Port?.Plug == PlugKind.Direct) found.Add($"The kernel has no device {nic.Tap}.");
            if (link is { Kind: "tun", Mac: { } kernel } && nic.Mac is { } mac && ((kernel.Bits ^ mac.Bits) & LowFiveOctets) != 0)
                found.Add($"The kernel's {nic.Tap} has MAC {kernel}, the guest's is {mac}: only the first octet should differ.");
        }
    }
}
