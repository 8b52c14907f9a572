using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Support;

/// <summary>Packets of a guest on virbr1, and what became of them.</summary>
internal static class SamplePackets
{
    /// <summary>The first packet of a connection from 10.9.0.50 on virbr1 to an address, by default outside.</summary>
    public static Packet Tcp(string to = "198.51.100.9", ushort port = 443, string from = "10.9.0.50") => new()
    {
        In = "virbr1",
        Source = Address.Parse(from),
        Destination = Address.Parse(to),
        Protocol = ProtocolNames.Tcp,
        SourcePort = 40000,
        DestinationPort = port,
        TcpFlags = 2,
    };

    /// <summary>The same over IPv6, from fd09::50.</summary>
    public static Packet Tcp6(string to = "2001:db8:1::9", string from = "fd09::50") => Tcp(to, from: from);

    /// <summary>An echo request.</summary>
    public static Packet Ping(string to = "198.51.100.9") =>
        Tcp(to) with { Protocol = ProtocolNames.Icmp, IcmpType = 8, SourcePort = 0, DestinationPort = 0, TcpFlags = 0 };

    /// <summary>Its only walk; fails when there are several or any assumption.</summary>
    public static Walk Only(this HostBuilder host, Packet packet, WalkAssumptions? assume = null)
    {
        var walk = Assert.Single(host.All(packet, assume));
        Assert.Empty(walk.Assumptions);
        return walk;
    }

    /// <summary>Every walk.</summary>
    public static IReadOnlyList<Walk> All(this HostBuilder host, Packet packet, WalkAssumptions? assume = null) =>
        new PacketWalk(host.Build()).Walks(packet, assume);

    /// <summary>The outcomes of all walks, in order: <c>Forwarded eth0</c>, <c>Dropped</c>…</summary>
    public static string[] Ends(this HostBuilder host, Packet packet, WalkAssumptions? assume = null) =>
        [.. host.All(packet, assume).Select(walk => $"{walk.Outcome} {walk.Out}".TrimEnd())];

    /// <summary>The rules, policies and decisions of a table it met, as <c>CHAIN 1 no match</c>.</summary>
    public static string[] Met(this Walk walk, string table) =>
        [.. walk.Steps.Where(step => step.Table == table).Select(step => $"{step.Chain} {step.Rule} {step.Outcome}")];

    /// <summary>The last step.</summary>
    public static TraceStep Last(this Walk walk) => walk.Steps[^1];
}
