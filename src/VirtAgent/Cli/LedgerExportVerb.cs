using System.CommandLine;
using VirtAgent.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>ledger export</c>: the ledger for other tools, and its head to be kept elsewhere.</summary>
internal static class LedgerExportVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("export", "Prints every entry as a line of JSON, and the head last: keep that elsewhere.");
        command.SetAction(parse =>
        {
            var request = globals.Request(parse);
            using var ledger = LedgerFile.OpenReadOnly(globals.Folders(parse).Ledger);
            var head = ledger.Export(request.Terminal.Output);
            request.Terminal.Error.WriteLine($"head {head}");
            return ExitCode.Ok;
        });
        return command;
    }
}
