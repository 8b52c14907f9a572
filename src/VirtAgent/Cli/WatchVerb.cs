using System.CommandLine;
using System.Runtime.InteropServices;
using Spectre.Console;
using VirtAgent.Observe;
using VirtAgent.Observe.Hints;
using VirtAgent.Presentation;
using VirtAgent.Watch;

namespace VirtAgent.Cli;

/// <summary><c>watch</c>: verdicts and ports on the terminal, drawn again with every change. Keeps no ledger.</summary>
internal static class WatchVerb
{
    // A change that nobody reports, and the clock on the screen.
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);

    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("watch", "Shows ports and verdicts live in the terminal.");
        command.SetAction((parse, cancellation) => RunAsync(globals.Request(parse), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, CancellationToken cancellation)
    {
        if (request.From is not null)
            throw new RequestException("a recorded host does not change: use check, networks or ports.", usage: true);
        if (!request.Terminal.OutputIsTerminal)
            throw new RequestException("watch draws on a terminal; use 'ports' and 'check' in scripts.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The screen has to be put back before we go.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        var hints = new HintChannel();
        using var host = new WatchedHost(request.LocalUri(), hints);
        using var sources = new HintSources(hints, static (_, _) => { });
        sources.StartKernel(Refresh);
        hints.Request(RefreshScope.All);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            ColorSystem = request.Terminal.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });
        try
        {
            // The live display moves the cursor up over what it drew; the alternate screen leaves the scrollback as it was.
            console.Write(new ControlCode("\u001b[?1049h\u001b[H"));
            await console.Live(Text.Empty).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
            {
                while (true)
                {
                    var look = await host.LookAsync(await hints.TakeAsync(stop.Token), stop.Token);
                    live.UpdateTarget(LiveView.Draw(request.Audit(look.Host), look.Begun.Time, console.Profile.Height));
                }
            });
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how it ends.
        }
        finally
        {
            console.Write(new ControlCode("\u001b[?1049l"));
        }

        return ExitCode.Ok;
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
