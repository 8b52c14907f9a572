using System.CommandLine;
using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Hosts;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>trace</c>: what would happen to one packet, rule by rule.</summary>
internal static class TraceVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var network = new Option<string?>("--network")
        {
            Description = "network whose guest sends it",
            HelpName = "NAME",
        };
        var device = new Option<string?>("--in")
        {
            Description = "device it enters on, in place of --network",
            HelpName = "DEV",
        };
        var source = new Option<string?>("--src")
        {
            Description = "sender (else an address of the network)",
            HelpName = "ADDRESS",
        };
        var destination = new Option<string>("--dst")
        {
            Description = "receiver",
            HelpName = "ADDRESS",
            Required = true,
        };
        var protocol = new Option<string>("--proto")
        {
            Description = "tcp, udp, icmp… or a number",
            HelpName = "NAME",
            DefaultValueFactory = _ => "tcp",
        };
        var sourcePort = new Option<ushort>("--sport")
        {
            Description = "sender's port",
            HelpName = "PORT",
            DefaultValueFactory = _ => 40000,
        };
        var destinationPort = new Option<ushort>("--dport")
        {
            Description = "receiver's port",
            HelpName = "PORT",
            DefaultValueFactory = _ => 443,
        };
        var icmpType = new Option<byte?>("--icmp-type")
        {
            Description = "ICMP type (else an echo request)",
            HelpName = "NUMBER",
        };
        var state = new Option<string>("--state")
        {
            Description = "new, established, related, invalid or untracked",
            HelpName = "STATE",
            DefaultValueFactory = _ => "new",
        };
        var command = new Command("trace", "Shows what would happen to one packet, with every rule consulted.")
        {
            network, device, source, destination, protocol, sourcePort, destinationPort, icmpType, state,
        };
        command.SetAction((parse, cancellation) => RunAsync(
            globals.Request(parse),
            new TraceQuestion
            {
                Network = parse.GetValue(network),
                In = parse.GetValue(device),
                Source = parse.GetValue(source),
                Destination = parse.GetRequiredValue(destination),
                Protocol = parse.GetRequiredValue(protocol),
                SourcePort = parse.GetValue(sourcePort),
                DestinationPort = parse.GetValue(destinationPort),
                IcmpType = parse.GetValue(icmpType),
                State = parse.GetRequiredValue(state),
            },
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, TraceQuestion question, CancellationToken cancellation)
    {
        var host = await request.HostAsync(cancellation);
        request.Admit(host, question.Network is not null && host.Networks.Count == 0, RecordFile.Networks);
        var packet = question.On(host);
        var walks = new PacketWalk(host).Walks(packet);
        if (request.Json) JsonOutput.Write(request.Terminal.Output, host, json => TraceReport.Members(json, packet, walks));
        else TraceReport.Write(request.Screen, packet, walks);
        return ExitCode.Ok;
    }
}
