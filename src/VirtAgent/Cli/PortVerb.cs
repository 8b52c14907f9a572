using System.CommandLine;
using System.Text.Json;
using VirtAgent.Core.Analysis.Bridges;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>port UUID</c>: all about one port.</summary>
internal static class PortVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var uuid = new Argument<string>("UUID") { Description = "of the port, or the first part of it" };
        var command = new Command("port", "Shows one port: what the operator wrote, what libvirt filled in, what the kernel has.")
        {
            uuid,
        };
        command.SetAction((parse, cancellation) =>
            RunAsync(globals.Request(parse), globals.Folders(parse).Ledger, parse.GetRequiredValue(uuid), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string ledger, string uuid, CancellationToken cancellation)
    {
        var host = await request.HostAsync(cancellation);
        var rows = PortJoin.Rows(host);
        request.Admit(host, rows.Count == 0, RecordFile.Ports, RecordFile.Domains, RecordFile.Links);
        var dossier = PortDossier.Find(host, rows, uuid);
        var history = History(request, ledger, dossier.Row.Uuid);
        if (request.Json)
        {
            JsonOutput.Write(request.Terminal.Output, host, json => Members(json, dossier, history));
        }
        else
        {
            PortReport.Write(request.Screen, dossier, request.Terminal.Columns());
            if (history.Count > 0) PortReport.Write(request.Screen, history);
        }

        return ExitCode.Ok;
    }

    // A recorded host has no ledger, and a host where the agent never ran has none yet.
    private static IReadOnlyList<LedgerEntry> History(Request request, string path, string port)
    {
        if (request.From is not null || !File.Exists(path)) return [];
        try
        {
            using var ledger = LedgerFile.OpenReadOnly(path);
            return [.. ledger.Read(new LedgerQuery { Port = port })];
        }
        catch (LedgerException failure)
        {
            request.Warn(failure.Message);
            return [];
        }
    }

    private static void Members(Utf8JsonWriter json, PortDossier dossier, IReadOnlyList<LedgerEntry> history)
    {
        json.WriteStartObject("port");
        AuditJson.Port(json, PortLine.Of(dossier.Row));
        json.WriteString("alias", dossier.Row.Nic?.Alias);
        json.WriteString("address", dossier.Row.Nic?.GuestAddress);
        json.WriteString("written_xml", dossier.Written?.Xml);
        json.WriteString("live_xml", dossier.Row.Nic?.Xml);
        json.WriteString("port_xml", dossier.Row.Port?.Xml);
        if (dossier.Tap is { } tap)
        {
            json.WriteStartObject("kernel");
            json.WriteString("tap", tap.Name);
            json.WriteNumber("index", tap.Index);
            json.WriteString("master", tap.Master);
            json.WriteBoolean("up", tap.Up);
            json.WriteString("mac", tap.Mac?.ToString());
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("kernel");
        }

        JsonOutput.Array(json, "history", history, HistoryAnswer.Members);
        json.WriteEndObject();
    }
}
