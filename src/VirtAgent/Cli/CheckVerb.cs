using System.CommandLine;
using VirtAgent.Control;
using VirtAgent.Hosting;
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
        var timings = new Option<bool>("--timings")
        {
            Description = "tell on standard error how long each part of the answer was waited for",
        };
        var command = new Command(Name, "Audits the host: exit 0 every promise kept, 1 warning, 2 leak, 3 unknown.")
        {
            daemon, assumptions, timings,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(daemon) && result.GetValue(assumptions))
                result.AddError("--assumptions asks this host: leave out --via-daemon, whose --format json has them anyway.");
        });
        command.SetAction(async (parse, cancellation) =>
        {
            var request = globals.Request(parse);
            if (parse.GetValue(timings)) request = request with { Times = new StageTimes(TimeProvider.System) };
            var exit = parse.GetValue(daemon)
                ? await AskAsync(new RunningAgent(globals.Folders(parse).AgentSocket), request, cancellation)
                : await RunAsync(request, parse.GetValue(assumptions), cancellation);
            if (request.Times is not null) TimingReport.Write(request.ErrorScreen, request.Times);
            return exit;
        });
        return command;
    }

    private static async Task<int> AskAsync(RunningAgent agent, Request request, CancellationToken cancellation)
    {
        using var stage = request.Times?.Begin("the running agent");
        return await agent.PrintAsync(request, Name, cancellation);
    }

    private static async Task<int> RunAsync(Request request, bool assumptions, CancellationToken cancellation)
    {
        var host = await request.HostAsync(cancellation);
        var audit = await Progress.ShowAsync(request.Terminal, "proving", Task.Run(() => request.Audit(host), cancellation));
        using var stage = request.Times?.Begin("presentation");
        if (request.Json) CheckReport.WriteJson(request.Terminal.Output, audit);
        else CheckReport.Write(request.Screen, audit);
        if (!request.Json && assumptions) AssumptionReport.Write(request.Screen, audit.Assumptions);
        return audit.ExitCode;
    }
}
