using Spectre.Console;
using VirtAgent.Presentation;

namespace VirtAgent.Cli;

/// <summary>Shows on a terminal's standard error that work is going on, once it has taken a second.</summary>
internal static class Progress
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits for <paramref name="work"/> and returns what it returns.</summary>
    public static async Task<T> ShowAsync<T>(Terminal terminal, string what, Task<T> work)
    {
        if (!terminal.ErrorIsTerminal || await Task.WhenAny(work, Task.Delay(Patience)) == work) return await work;

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        return await console.Status().StartAsync(Markup.Escape(Printable.Line(what)), _ => work);
    }
}
