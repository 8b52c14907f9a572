using System.CommandLine;
using VirtAgent.Control;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>check</c>: one full audit, printed and answered as a monitoring plugin does.</summary>
internal static class CheckVerb
{
    /// <summary>Its name, by which a failing run knows that it must answer like a plugin.</summary>
    public const string Name = AgentQuestion.Check;

    public static Command Create(GlobalOptions globals)
    {
        var daemon = new Option<bool>("--via-daemon")
        {
            Description = "tell what the running agent last proved, which takes no capability; unknown where it hangs",
        };
        var assumptions = new Option<bool>("--assumptions")
        {
            Description = "add what the proof takes for granted, and whether it is so on this host",
        };
        var command = new Command(
            Name, "Audits the host: exit 0 every promise kept, 1 warning, 2 leak, 3 unknown.") { daemon, assumptions };
        command.Validators.Add(result =>
        {
            if (result.GetValue(daemon) && result.GetValue(assumptions))
                result.AddError("--assumptions asks this host: leave out --via-daemon, whose --format json has them anyway.");
        });
        command.SetAction((parse, cancellation) => parse.GetValue(daemon)
            ? new RunningAgent(globals.Folders(parse).AgentSocket).PrintAsync(globals.Request(parse), Name, cancellation)
            : RunAsync(globals.Request(parse), parse.GetValue(assumptions), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, bool assumptions, CancellationToken cancellation)
    {
        var host = await request.HostAsync(cancellation);
        var audit = await Progress.ShowAsync(request.Terminal, "proving", Task.Run(() => request.Audit(host), cancellation));
        if (request.Json) CheckReport.WriteJson(request.Terminal.Output, audit);
        else CheckReport.Write(request.Screen, audit);
        if (!request.Json && assumptions) AssumptionReport.Write(request.Screen, audit.Assumptions);
        return audit.ExitCode;
    }
}
