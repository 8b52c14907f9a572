using VirtAgent.Cli;

const int BrokenPipe = 32;

// Printed in one piece at the end, so that a reader who goes away ("| head") does not cut the work or the exit code short.
using var output = new StringWriter();
var exit = await CommandLine.RunAsync(args, Terminal.OfProcess(output));
try
{
    using var standard = new StreamWriter(Console.OpenStandardOutput());
    foreach (var chunk in output.GetStringBuilder().GetChunks()) await standard.WriteAsync(chunk);
}
catch (IOException failure)
{
    if (failure.HResult == BrokenPipe) return exit;
    await Console.Error.WriteLineAsync($"error: standard output cannot be written: {failure.Message}");
    return exit == ExitCode.Ok ? ExitCode.Error : exit;
}

return exit;
