using System.CommandLine;
using VirtAgent.Core.Analysis;
using VirtAgent.Core.Hosts;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>networks</c>: active networks with their verdicts.</summary>
internal static class NetworksVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("networks", "Lists active networks: mode, bridge, ports and what is proved of each.");
        command.SetAction((parse, cancellation) => RunAsync(globals.Request(parse), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellation)
    {
        var host = await request.HostAsync(cancellation);
        request.Admit(host, host.Networks.Count == 0, RecordFile.Networks);
        var audit = await Progress.ShowAsync(request.Terminal, "proving", Task.Run(() => Judge.Audit(host), cancellation));
        if (request.Json)
        {
            JsonOutput.Write(
                request.Terminal.Output, host, json => JsonOutput.Array(json, "networks", audit.Networks, AuditJson.Network));
        }
        else if (audit.Networks.Count == 0)
        {
            request.Nothing("active network", host);
        }
        else
        {
            NetworkTable.Write(request.Screen, audit.Networks);
        }

        return ExitCode.Ok;
    }
}
