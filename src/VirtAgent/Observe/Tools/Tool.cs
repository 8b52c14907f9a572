using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using CliWrap;

namespace VirtAgent.Observe.Tools;

/// <summary>
/// One program of the host and the only way it is run: by absolute path, with an argument list, without a shell, with an
/// environment of PATH and LC_ALL=C alone, with standard input closed, with a deadline and a limit to what it may print.
/// </summary>
public sealed class Tool
{
    /// <summary>Most bytes a tool may print on standard output: 256 MiB, a ruleset of about half a million rules.</summary>
    public const int OutputLimit = 256 << 20;

    private const int ErrorLimit = 1 << 20;

    private static readonly string[] Folders = SearchPath(Environment.GetEnvironmentVariable("PATH"));

    private readonly string? _path;

    /// <summary>Looks <paramref name="name"/> up in PATH, /usr/sbin and /sbin.</summary>
    public Tool(string name)
    {
        Name = name;
        _path = Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>The program's name.</summary>
    public string Name { get; }

    /// <summary>Whether the host has it.</summary>
    public bool Exists => _path is not null;

    /// <summary>
    /// Runs it once. Never throws for what the tool does; a tool that outlives <paramref name="deadline"/> or prints
    /// <paramref name="limit"/> bytes or more is killed with all its children.
    /// </summary>
    public async Task<ToolResult> RunAsync(
        IEnumerable<string> arguments, TimeSpan deadline, int limit = OutputLimit, CancellationToken cancellation = default)
    {
        if (_path is null) return new ToolResult { NotFound = true };

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(deadline);
        var output = new BoundedText(limit, stop);
        var error = new BoundedText(ErrorLimit, stop);
        var command = new Command(_path)
            .WithArguments(arguments)
            .WithWorkingDirectory("/")
            .WithStandardInputPipe(PipeSource.Null)
            .WithStandardOutputPipe(PipeTarget.Create(output.ReadAsync))
            .WithStandardErrorPipe(PipeTarget.Create(error.ReadAsync))
            .WithValidation(CommandResultValidation.None);
        try
        {
            var run = await command.ExecuteAsync(OwnEnvironment, null, stop.Token, CancellationToken.None);
            return new ToolResult { ExitCode = run.ExitCode, Text = output.Take(), Error = error.Take() };
        }
        catch (Win32Exception failure)
        {
            // CliWrap's own message guesses at the reason; the kernel's is the one inside.
            return new ToolResult { Error = $"{_path}: {Reason(failure.InnerException as Win32Exception ?? failure)}" };
        }
        catch (Exception ended) when (ended is OperationCanceledException or TimeoutException)
        {
            // The second is what CliWrap says of a process that hangs in the kernel and does not even die.
            cancellation.ThrowIfCancellationRequested();
            var full = output.Full || error.Full;
            return new ToolResult { Text = output.Take(), Error = error.Take(), Truncated = full, TimedOut = !full };
        }
    }

    // CliWrap can only add to the inherited environment, or take names out that are known before.
    private static void OwnEnvironment(ProcessStartInfo start)
    {
        start.Environment.Clear();
        start.Environment["PATH"] = string.Join(':', Folders);
        start.Environment["LC_ALL"] = "C";
    }

    private static string Reason(Win32Exception failure) => new Win32Exception(failure.NativeErrorCode).Message;

    private static string[] SearchPath(string? path) =>
        [.. (path ?? "").Split(':').Where(Path.IsPathRooted).Concat(["/usr/sbin", "/usr/bin", "/sbin", "/bin"]).Distinct()];

    /// <summary>What came out of one pipe so far; reading more than the limit ends the run.</summary>
    private sealed class BoundedText(int limit, CancellationTokenSource stop)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public bool Full { get; private set; }

        public async Task ReadAsync(Stream pipe, CancellationToken cancellation)
        {
            // Whoever starts several has them all running before the first is read.
            await Task.Yield();
            while (await pipe.ReadAsync(_bytes.GetMemory(64 << 10), cancellation) is > 0 and var count)
            {
                _bytes.Advance(Math.Min(count, limit - _bytes.WrittenCount));
                if (_bytes.WrittenCount < limit) continue;
                Full = true;
                await stop.CancelAsync();
                return;
            }
        }

        public string Take() => Encoding.UTF8.GetString(_bytes.WrittenSpan);
    }
}
