using System.CommandLine;
using System.Globalization;
using VirtAgent.Ledger;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>ledger prune</c>: retention by age and by size.</summary>
internal static class LedgerPruneVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var before = new Option<string?>("--before")
        {
            Description = "entries older than this: 2026-11-22, or -365d",
            HelpName = "TIME",
        };
        var size = new Option<string?>("--max-size")
        {
            Description = "the oldest, until this is enough: 500M, 2G",
            HelpName = "SIZE",
        };
        var command = new Command("prune", "Takes the oldest entries away without breaking the chain; what still stands is kept.")
        {
            before, size,
        };
        command.SetAction(parse =>
        {
            var request = globals.Request(parse);
            var now = DateTimeOffset.UtcNow;
            DateTimeOffset? oldest = parse.GetValue(before) is { } time ? TimeArgument.Parse(time, now) : null;
            long? most = parse.GetValue(size) is { } bytes ? Bytes(bytes) : null;
            if (oldest is null && most is null)
                throw new RequestException("say what to take away: --before TIME or --max-size SIZE.", usage: true);
            var path = globals.Folders(parse).Ledger;
            using (LedgerFile.OpenReadOnly(path))
            {
                // Only to say where there is none; opening one to write would make it.
            }

            using var ledger = LedgerFile.Open(path);
            var removed = ledger.Prune(oldest, most, now);
            request.Terminal.Error.WriteLine(Printable.Line($"took {removed} entries away from {ledger.Path}"));
            return ExitCode.Ok;
        });
        return command;
    }

    private static long Bytes(string text)
    {
        var unit = text.Length == 0 ? 0 : text[^1] switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        return long.TryParse(unit > 0 ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number <= long.MaxValue >> unit
                ? number << unit
                : throw new RequestException($"'{text}' is no size: give bytes, or 500M or 2G.", usage: true);
    }
}
