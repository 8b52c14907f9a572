using System.CommandLine;
using System.Text.Json;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>ledger verify</c>: whether anybody has been at the ledger.</summary>
internal static class LedgerVerifyVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var kept = new Option<string?>("--head")
        {
            Description = "a head that was kept elsewhere: SEQ:HASH, or a file that ends with it, as exports do",
            HelpName = "HEAD|FILE",
        };
        var command = new Command("verify", "Goes along the hash chain and names the first entry that is not as it was written.")
        {
            kept,
        };
        command.SetAction(parse =>
        {
            var request = globals.Request(parse);
            using var ledger = LedgerFile.OpenReadOnly(globals.Folders(parse).Ledger);
            return Verify(request, ledger, parse.GetValue(kept) is { } head ? KeptHead.Read(head) : null);
        });
        return command;
    }

    private static int Verify(Request request, LedgerFile ledger, ChainHead? kept)
    {
        var verdict = Progress.ShowAsync(request.Terminal, "going along the chain", Task.Run(() => ledger.Verify(kept)))
            .GetAwaiter().GetResult();
        if (request.Json) JsonOutput.Write(request.Terminal.Output, json => Members(json, ledger, verdict));
        else if (verdict.Fault is { } fault) request.Screen.Line(new Cell($"{ledger.Path}: {fault.Why}", Tone.Bad));
        else Write(request.Screen, ledger, verdict);
        return verdict.Fault is null ? ExitCode.Ok : ExitCode.Error;
    }

    private static void Write(Screen screen, LedgerFile ledger, LedgerVerdict verdict)
    {
        screen.Line(new Cell($"{ledger.Path}: {verdict.Entries} entries are as they were written", Tone.Good));
        if (verdict.Pruned is { } prune)
            screen.Line($"pruned {TimeText.Show(prune.Time)}: most entries were taken away up to {prune.Anchor}");
        screen.Line($"head {verdict.Head}");
    }

    private static void Members(Utf8JsonWriter json, LedgerFile ledger, LedgerVerdict verdict)
    {
        json.WriteString("ledger", ledger.Path);
        json.WriteNumber("entries", verdict.Entries);
        json.WriteString("head", verdict.Head.ToString());
        json.WriteString("pruned", verdict.Pruned?.Anchor.ToString());
        if (verdict.Fault is { } fault)
        {
            json.WriteStartObject("fault");
            json.WriteNumber("seq", fault.Seq);
            json.WriteString("kind", Word(fault.Kind));
            json.WriteString("why", fault.Why);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("fault");
        }
    }

    private static string Word(ChainFaultKind kind) => kind switch
    {
        ChainFaultKind.Edited => "edited",
        ChainFaultKind.Missing => "missing",
        ChainFaultKind.OutOfOrder => "out-of-order",
        ChainFaultKind.Inserted => "inserted",
        _ => "broken",
    };
}
