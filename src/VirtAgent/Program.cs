using VirtAgent.Cli;
using VirtAgent.Presentation;

using var output = new StandardOutput();
var exit = await CommandLine.RunAsync(args, Terminal.OfProcess(output));
output.Flush();
if (output.Failure is not { } failure) return exit;
await Console.Error.WriteLineAsync($"error: standard output cannot be written: {failure}");
return exit == ExitCode.Ok ? ExitCode.Error : exit;
