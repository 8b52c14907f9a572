using System.Text.Json;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Packets;

namespace VirtAgent.Presentation;

/// <summary>The parts of an audit as members of a JSON object.</summary>
internal static class AuditJson
{
    /// <summary>Everything <c>check</c> answers but the header and the gaps.</summary>
    public static void Members(Utf8JsonWriter json, Audit audit)
    {
        json.WriteNumber("exit", audit.ExitCode);
        JsonOutput.Array(json, "networks", audit.Networks, Network);
        JsonOutput.Array(json, "ports", audit.Ports.Select(PortLine.Of), Port);
        JsonOutput.Array(json, "findings", audit.Findings, Finding);
        JsonOutput.Array(json, "assumptions", audit.Assumptions, Assumption);
    }

    /// <summary>What the proof takes for granted; <c>holds</c> is null where nobody could look.</summary>
    public static void Assumption(Utf8JsonWriter json, AssumptionAnswer assumption)
    {
        json.WriteString("id", assumption.Id);
        if (assumption.Holds is { } holds) json.WriteBoolean("holds", holds);
        else json.WriteNull("holds");
        json.WriteString("statement", assumption.Statement);
        json.WriteString("detail", assumption.Detail);
    }

    /// <summary>A network with its verdicts.</summary>
    public static void Network(Utf8JsonWriter json, NetworkVerdict verdict)
    {
        json.WriteString("name", verdict.Network.Name);
        json.WriteString("uuid", verdict.Network.Uuid);
        json.WriteString("mode", Names.Of(verdict.Network.Mode));
        json.WriteString("bridge", verdict.Network.Bridge);
        json.WriteString("ipv4", Names.Of(verdict.IPv4));
        json.WriteString("ipv6", Names.Of(verdict.IPv6));
        json.WriteString("layer2", Names.Of(verdict.Layer2));
        json.WriteNumber("ports", verdict.Ports);
    }
    public static void Port(Utf8JsonWriter json, PortLine port)
    {
        json.WriteString("uuid", port.Uuid);
        json.WriteString("network", port.Network);
        json.WriteString("guest", port.Guest);
        json.WriteString("guest_uuid", port.GuestUuid);
        json.WriteString("mac", port.Mac);
        json.WriteString("model", port.Model);
        json.WriteString("tap", port.Tap);
        json.WriteString("bridge", port.Bridge);
        json.WriteString("state", port.State);
    }

    /// <summary>A packet without the device it leaves on.</summary>
    public static void Packet(Utf8JsonWriter json, Packet packet)
    {
        json.WriteString("family", Names.Of(packet.Family));
        json.WriteString("in", packet.In);
        json.WriteString("src", packet.Source.ToString());
        json.WriteString("dst", packet.Destination.ToString());
        json.WriteString("proto", packet.ProtocolName);
        Optional(json, "sport", packet.SourcePort, ProtocolNames.HasPorts(packet.Protocol));
        Optional(json, "dport", packet.DestinationPort, ProtocolNames.HasPorts(packet.Protocol));
        json.WriteString("state", Names.Of(packet.State));
        var icmp = packet.Protocol is ProtocolNames.Icmp or ProtocolNames.IcmpV6;
        Optional(json, "icmp_type", packet.IcmpType, icmp);
        Optional(json, "icmp_code", packet.IcmpCode, icmp);
        Optional(json, "tcp_flags", packet.TcpFlags, packet.Protocol == ProtocolNames.Tcp);
        json.WriteString("src_mac", packet.SourceMac.Bits == 0 ? null : packet.SourceMac.ToString());
        json.WriteBoolean("later_fragment", packet.LaterFragment);
    }

    /// <summary>A step of a trace.</summary>
    public static void Step(Utf8JsonWriter json, TraceStep step)
    {
        json.WriteString("backend", step.Backend);
        json.WriteString("table", step.Table);
        json.WriteString("chain", step.Chain);
        json.WriteNumber("rule", step.Rule);
        json.WriteString("text", step.Text);
        json.WriteString("outcome", step.Outcome);
    }

    /// <summary>A finding with witness and trace.</summary>
    public static void Finding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("code", finding.Code);
        json.WriteString("severity", Names.Of(finding.Severity));
        json.WriteString("network", finding.Network);
        json.WriteString("subject", finding.Subject);
        json.WriteString("summary", finding.Summary);
        json.WriteString("remedy", finding.Remedy);
        Waiver(json, finding.Waiver);
        json.WriteStartArray("evidence");
        foreach (var evidence in finding.Evidence) json.WriteStringValue(evidence);
        json.WriteEndArray();
        if (finding.Witness is { } witness)
        {
            json.WriteStartObject("witness");
            Packet(json, witness.Packet);
            json.WriteString("out", witness.Out);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("witness");
        }

        JsonOutput.Array(json, "trace", finding.Trace, Step);
    }

    /// <summary>Who changed the rules before a finding came or went, as the member <c>changed_by</c>.</summary>
    public static void Authors(Utf8JsonWriter json, RulesetAuthors authors)
    {
        json.WriteStartObject("changed_by");
        JsonOutput.Array(json, "commits", authors.Commits, (_, commit) =>
        {
            json.WriteString("command", commit.Command);
            json.WriteNumber("pid", commit.Pid);
        });
        json.WriteNumber("more", authors.More);
        json.WriteEndObject();
    }

    private static void Waiver(Utf8JsonWriter json, Waiver? waiver)
    {
        if (waiver is null)
        {
            json.WriteNull("waived");
            return;
        }

        json.WriteStartObject("waived");
        json.WriteString("until", waiver.Expires.UtcDateTime);
        json.WriteString("owner", waiver.Owner);
        json.WriteString("reason", waiver.Reason);
        json.WriteString("file", waiver.File);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, int number, bool present)
    {
        if (present) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
