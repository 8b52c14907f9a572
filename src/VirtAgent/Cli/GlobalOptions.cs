using System.CommandLine;
using VirtAgent.Configuration;
using VirtAgent.Watch;

namespace VirtAgent.Cli;

/// <summary>The options that every verb takes.</summary>
internal sealed class GlobalOptions
{
    private const string JsonLines = "jsonl";

    private readonly Terminal _terminal;

    private readonly Option<string?> _connect = new("--connect", "-c")
    {
        Description = "libvirt to read (else LIBVIRT_DEFAULT_URI, else qemu:///system)",
        HelpName = "URI",
        Recursive = true,
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "read a recorded host instead of this one",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "table or json; for history also jsonl, one object a line",
        HelpName = "table|json",
        Recursive = true,
        DefaultValueFactory = _ => "table",
    };

    // A contract with scripts and units: every verb takes these three. Verbs that look once need none of them.
    private readonly Option<string?> _config = new("--config")
    {
        Description = "configuration of the daemon (default /etc/virt-agent/virt-agent.json)",
        HelpName = "FILE",
        Recursive = true,
    };

    private readonly Option<string?> _state = new("--state")
    {
        Description = "folder of the daemon's state (default $STATE_DIRECTORY, else /var/lib/virt-agent)",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<string?> _runtime = new("--runtime")
    {
        Description = "folder of the daemon's sockets (default $RUNTIME_DIRECTORY, else /run/virt-agent)",
        HelpName = "DIR",
        Recursive = true,
    };

    private readonly Option<bool> _noColour = new("--no-color")
    {
        Description = "no colour on a terminal; NO_COLOR does the same",
        Recursive = true,
    };

    /// <summary>For a run that prints to <paramref name="terminal"/>.</summary>
    public GlobalOptions(Terminal terminal)
    {
        _terminal = terminal;
        _format.AcceptOnlyFromAmong("table", "json", JsonLines);
    }

    public IEnumerable<Option> All => [_connect, _from, _format, _noColour, _config, _state, _runtime];

    /// <summary>Whether JSON is asked for.</summary>
    public bool IsJson(ParseResult parse) => parse.GetValue(_format) == "json";

    /// <summary>Whether one JSON object a line is asked for.</summary>
    public bool IsJsonLines(ParseResult parse) => parse.GetValue(_format) == JsonLines;

    /// <summary>The daemon's folders (systemd.exec(5), "STATE_DIRECTORY").</summary>
    public DaemonFolders Folders(ParseResult parse) => new(
        Folder(parse.GetValue(_state), "STATE_DIRECTORY", "/var/lib/virt-agent"),
        Folder(parse.GetValue(_runtime), "RUNTIME_DIRECTORY", "/run/virt-agent"));

    /// <summary>The configuration file that is asked for, or null.</summary>
    public string? Config(ParseResult parse) => parse.GetValue(_config);

    /// <summary>What the command line asks for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="lines">Whether it may ask for one JSON object a line.</param>
    public Request Request(ParseResult parse, bool lines = false)
    {
        if (IsJsonLines(parse) && !lines) throw new RequestException("--format jsonl is for history; use json.", usage: true);
        var connect = parse.GetValue(_connect);
        var from = parse.GetValue(_from);
        if (connect is not null && from is not null)
            throw new RequestException("--connect and --from exclude each other: a recorded host has its own URI.", usage: true);
        return new Request(
            parse.GetValue(_noColour) ? _terminal with { Colour = false } : _terminal,
            connect, from, IsJson(parse))
        {
            // This host's waivers say nothing of another one's record, unless somebody says that they do.
            Waivers = from is null || Config(parse) is not null ? new WaiverFolder(WaiverFolder.Beside(Config(parse))) : null,
        };
    }

    private static string Folder(string? option, string variable, string otherwise)
    {
        if (!string.IsNullOrEmpty(option)) return Path.GetFullPath(option);
        // systemd separates several by colons; the unit has one.
        var given = Environment.GetEnvironmentVariable(variable)?.Split(':')[0];
        return string.IsNullOrEmpty(given) ? otherwise : given;
    }
}
