using System.CommandLine;
using VirtAgent.Hosting;
using VirtAgent.HtmlReport;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>report FILE.html</c>: one audit as a page that needs nothing but itself.</summary>
internal static class ReportVerb
{
    /// <summary>The file name that stands for standard output.</summary>
    private const string StandardOutput = "-";

    public static Command Create(GlobalOptions globals)
    {
        var file = new Argument<string>("FILE") { Description = "where to, FILE.html; '-' is standard output" };
        var command = new Command("report", "Writes one self-contained page: topology drawn, verdicts, findings, ports.")
        {
            file,
        };
        command.SetAction((parse, cancellation) => RunAsync(globals.Request(parse), parse.GetRequiredValue(file), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string file, CancellationToken cancellation)
    {
        // Before the work, not after it.
        if (file != StandardOutput) WholeFile.Admit(file);
        var host = await request.HostAsync(cancellation);
        var page = await Progress.ShowAsync(
            request.Terminal, "proving", Task.Run(() => Page.Of(request.Audit(host)), cancellation));
        if (file == StandardOutput)
        {
            request.Terminal.Output.Write(page);
            return ExitCode.Ok;
        }

        WholeFile.Write(file, page);
        request.Terminal.Error.WriteLine(Printable.Line($"reported {host.Header.Uri} in {file}"));
        return ExitCode.Ok;
    }
}
