using System.CommandLine;
using VirtAgent.Core.Analysis.Bridges;
using VirtAgent.Core.Hosts;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>ports</c>: which guest holds which port, with tap and bridge.</summary>
internal static class PortsVerb
{
    private static readonly string[] Headers = ["Port", "Guest", "MAC", "Model", "Tap", "Bridge", "Network", "State"];

    public static Command Create(GlobalOptions globals)
    {
        var all = new Option<bool>("--all") { Description = "also the NICs of guests that are off, which have no port" };
        var command = new Command("ports", "Lists network ports: guest, MAC, model, tap, bridge, network, state.") { all };
        command.SetAction((parse, cancellation) => RunAsync(globals.Request(parse), parse.GetValue(all), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, bool all, CancellationToken cancellation)
    {
        var host = await request.HostAsync(cancellation);
        PortLine[] ports = [.. PortJoin.Rows(host).Select(PortLine.Of), .. all ? PortLine.Off(host) : []];
        request.Admit(host, ports.Length == 0, RecordFile.Ports, RecordFile.Domains, RecordFile.Links);
        if (request.Json)
            JsonOutput.Write(request.Terminal.Output, host, json => JsonOutput.Array(json, "ports", ports, AuditJson.Port));
        else if (ports.Length == 0) request.Nothing("port", host);
        else request.Screen.Table(Headers, ports.Select(Row));
        return ExitCode.Ok;
    }

    private static Cell[] Row(PortLine port) =>
    [
        port.Uuid, port.Guest, port.Mac, port.Model, port.Tap, port.Bridge, port.Network,
            new Cell(port.State ?? "unknown", port.Tone),
    ];
}
