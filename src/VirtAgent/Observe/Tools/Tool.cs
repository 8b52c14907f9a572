using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace VirtAgent.Observe.Tools;

/// <summary>
/// One program of the host and the only way it is run: by absolute path, with an argument list, without a shell, with an
/// environment of PATH and LC_ALL=C alone, with standard input closed, with a deadline and a limit to what it may print.
/// CliWrap would be the first choice, but it is not in the package registry this project builds from (404); MedallionShell is,
/// and leaves grandchildren alive when it kills.
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

        using var process = new Process { StartInfo = StartInfo(_path, arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            return new ToolResult { Error = failure.Message };
        }

        // Whoever starts several has them all running before the first is read.
        await Task.Yield();
        process.StandardInput.Close();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(deadline);
        var output = new BoundedText(limit);
        var error = new BoundedText(ErrorLimit);
        try
        {
            // Either pipe can fill up while the other is being read, so both are read at once.
            await Task.WhenAll(
                output.ReadAsync(process.StandardOutput.BaseStream, stop),
                error.ReadAsync(process.StandardError.BaseStream, stop));
            await process.WaitForExitAsync(stop.Token);
            stop.Token.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException)
        {
            await KillAsync(process);
            cancellation.ThrowIfCancellationRequested();
            var full = output.Full || error.Full;
            return new ToolResult { Text = output.Take(), Error = error.Take(), Truncated = full, TimedOut = !full };
        }

        return new ToolResult { ExitCode = process.ExitCode, Text = output.Take(), Error = error.Take() };
    }

    private static ProcessStartInfo StartInfo(string path, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = string.Join(':', Folders);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private static async Task KillAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in the meantime, or it is not ours to kill; then its pipes are closed below all the same.
        }

        // A killed child is reaped at once, unless it hangs in the kernel; that one must not hold up the host's audit.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static string[] SearchPath(string? path) =>
        [.. (path ?? "").Split(':').Where(Path.IsPathRooted).Concat(["/usr/sbin", "/usr/bin", "/sbin", "/bin"]).Distinct()];

    /// <summary>What came out of one pipe so far; reading more than the limit cancels the run.</summary>
    private sealed class BoundedText(int limit)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public bool Full { get; private set; }

        public async Task ReadAsync(Stream pipe, CancellationTokenSource stop)
        {
            while (await pipe.ReadAsync(_bytes.GetMemory(64 << 10), stop.Token) is > 0 and var count)
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
