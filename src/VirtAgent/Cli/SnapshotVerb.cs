using System.CommandLine;
using VirtAgent.Observe.Snapshots;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary><c>snapshot DIR</c>: records the host, for <c>--from</c>, tests and bug reports.</summary>
internal static class SnapshotVerb
{
    public static Command Create(GlobalOptions globals)
    {
        var directory = new Argument<string>("DIR") { Description = "where to; must be empty or not exist yet" };
        var command = new Command("snapshot", "Records everything that is observed on this host.") { directory };
        command.SetAction((parse, cancellation) =>
            RunAsync(globals.Request(parse), parse.GetRequiredValue(directory), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Request request, string directory, CancellationToken cancellation)
    {
        var record = await request.RecordAsync(cancellation);
        RecordWriter.Write(record, directory);
        foreach (var gap in record.Header.Gaps) request.Warn($"{gap.Source}: {gap.Reason}");
        var counts = $"{record.Files.Count} files, {record.Header.Gaps.Count} gaps";
        request.Terminal.Error.WriteLine(Printable.Line($"recorded {record.Header.Uri} in {directory}: {counts}"));
        return ExitCode.Ok;
    }
}
