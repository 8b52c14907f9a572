using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;
using VirtAgent.Configuration;
using VirtAgent.Logging;
using VirtAgent.Watch;

namespace VirtAgent.Cli;

/// <summary><c>run</c>: the daemon, in the foreground.</summary>
internal static class RunVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("run", "Watches this host, keeps the ledger and raises alerts, until it is told to stop.");
        command.SetAction((parse, cancellation) =>
            RunAsync(globals.Request(parse), globals.Folders(parse), globals.Config(parse), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, DaemonFolders folders, string? config,
        CancellationToken cancellation)
    {
        if (request.From is not null)
            throw new RequestException("a recorded host does not change: use check, networks or ports.", usage: true);
        var place = new ConfigPlace(config, request.Connect is null ? null : request.LocalUri());
        var settings = place.Read();
        Directory.CreateDirectory(folders.State);
        Directory.CreateDirectory(folders.Runtime);

        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddSerilog(LoggingSetup.Create(), dispose: true);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(place);
        builder.Services.AddSingleton(folders);
        var outcome = new HostOutcome();
        builder.Services.AddSingleton(outcome);
        builder.Services.AddHostedService<Daemon>();
        await builder.Build().RunAsync(cancellation);
        return outcome.ExitCode;
    }
}
