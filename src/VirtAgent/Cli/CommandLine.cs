using System.CommandLine;
using System.CommandLine.Parsing;
using VirtAgent.Configuration;
using VirtAgent.Interop.Libvirt;
using VirtAgent.Ledger;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>The command line: its verbs, and how a run ends.</summary>
internal static class CommandLine
{
    /// <summary>Every verb and every option.</summary>
    public static RootCommand Root(GlobalOptions globals)
    {
        var root = new RootCommand("Watches the network ports of a KVM host and proves that its isolated networks are isolated.")
        {
            CheckVerb.Create(globals),
            NetworksVerb.Create(globals),
            PortsVerb.Create(globals),
            PortVerb.Create(globals),
            TraceVerb.Create(globals),
            SnapshotVerb.Create(globals),
            RunVerb.Create(globals),
            StatusVerb.Create(globals),
            WatchVerb.Create(globals),
            ReportVerb.Create(globals),
            ConfigVerb.Create(globals),
            HistoryVerb.Create(globals),
            LedgerVerb.Create(globals),
        };
        foreach (var option in globals.All) root.Add(option);
        return root;
    }

    /// <summary>Runs one command line and returns its exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var globals = new GlobalOptions(terminal);
        var root = Root(globals);
        var parse = root.Parse(arguments);
        var verb = parse.CommandResult.Command.Name;
        if (parse.Errors.Count > 0) return Fail(terminal, verb, Complaint(parse, root), usage: true, json: false);

        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            // Else a signal would be held up for two seconds; nothing here needs to be put in order at the end.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parse.InvokeAsync(configuration);
        }
        catch (RequestException failure)
        {
            return Fail(terminal, verb, failure.Message, failure.Usage, globals.IsJson(parse));
        }
        catch (Exception failure)
            when (failure is RecordException or ConfigException or LedgerException or LibvirtException or IOException
                or UnauthorizedAccessException)
        {
            return Fail(terminal, verb, failure.Message, usage: false, globals.IsJson(parse));
        }
        catch (Exception failure)
        {
            var message = $"this is a fault in virt-agent, please report it: {failure}";
            return Fail(terminal, verb, message, usage: false, globals.IsJson(parse));
        }
    }

    // The library speaks of what is missing before it speaks of what is wrong, and in several lines.
    private static string Complaint(ParseResult parse, RootCommand root)
    {
        var verb = "";
        for (var at = parse.CommandResult; at is not null && at.Command != root; at = at.Parent as CommandResult)
            verb = $"{at.Command.Name} {verb}";
        var message = parse.UnmatchedTokens.Count > 0
            ? $"'{parse.UnmatchedTokens[0]}' is not understood."
            : string.Join(' ', parse.Errors[0].Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{message} See 'virt-agent {verb}--help'.";
    }

    private static int Fail(Terminal terminal, string verb, string message, bool usage, bool json)
    {
        var line = Printable.Line(message);
        terminal.Error.WriteLine($"error: {line}");
        if (verb != CheckVerb.Name) return usage ? ExitCode.Usage : ExitCode.Error;

        // A monitoring system shows the first line of standard output and nothing else.
        if (json) JsonOutput.Write(terminal.Output, line);
        else terminal.Output.WriteLine($"{StatusLine.Word(ExitCode.Unknown)} - {StatusLine.Text(line)}");
        return ExitCode.Unknown;
    }
}
