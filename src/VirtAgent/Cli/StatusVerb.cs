using System.CommandLine;
using VirtAgent.Control;

namespace VirtAgent.Cli;

/// <summary><c>status</c>: what the running daemon knows, asked over its socket.</summary>
internal static class StatusVerb
{
    /// <summary>Its name, by which it asks.</summary>
    public const string Name = AgentQuestion.Status;

    public static Command Create(GlobalOptions globals)
    {
        var command = new Command(Name, "Shows what the running daemon knows: verdicts, findings that stand, gaps, ledger.");
        command.SetAction((parse, cancellation) =>
            new RunningAgent(globals.Folders(parse).AgentSocket).PrintAsync(globals.Request(parse), Name, cancellation));
        return command;
    }
}
