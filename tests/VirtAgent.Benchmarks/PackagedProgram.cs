using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// A package of the program on the benchmarks' host: unpacked, for what starts and ends, and installed, for its daemon.
/// </summary>
internal sealed class PackagedProgram
{
    private const string Unit = "virt-agent";
    private const int WebhookPort = 9418;
    private const int OtlpPort = 9419;
    private const string Folder = "/var/tmp/compare";

    private const string Receivers = """
        import http.server, ssl, sys
        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers['Content-Length']))
                self.send_response(200)
                self.send_header('Content-Length', '0')
                self.end_headers()
            def log_message(self, *words):
                pass
        server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Receiver)
        if sys.argv[2:]:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[2])
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.serve_forever()
        """;

    // .NET trusts what lies in the folder of OpenSSL.
    private const string Listen = """
        mkdir -p "$1"
        cd "$1"
        openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -days 9 -subj /CN=localhost \
            -addext subjectAltName=DNS:localhost 2> /dev/null
        cp certificate /etc/ssl/certs/compare.pem
        cat key certificate > both
        printf %s "$2" > receiver.py
        systemd-run -q --unit=receiver-tls python3 "$1/receiver.py" "$3" "$1/both"
        systemd-run -q --unit=receiver python3 "$1/receiver.py" "$4"
        """;

    /// <summary>A configuration with every sink on: the journal and the bus are by default.</summary>
    public static readonly string EverySink = $$"""
        { "endpoint": { "listen": "127.0.0.1:9420" }, "metrics": { "file": "/var/lib/virt-agent/virt-agent.prom" },
          "webhook": { "url": "https://localhost:{{WebhookPort}}/" }, "otlp": { "endpoint": "http://127.0.0.1:{{OtlpPort}}" } }
        """;

    /// <summary>The same without the two that speak HTTP by themselves.</summary>
    public const string LocalSinks = """
        { "endpoint": { "listen": "127.0.0.1:9420" }, "metrics": { "file": "/var/lib/virt-agent/virt-agent.prom" } }
        """;

    private readonly BenchmarkHost _host;
    private readonly string _deb;

    /// <summary>Unpacks it.</summary>
    /// <param name="host">Where.</param>
    /// <param name="deb">The .deb, on this machine.</param>
    /// <param name="name">What its folder is called there.</param>
    public PackagedProgram(BenchmarkHost host, string deb, string name)
    {
        (_host, _deb, Path) = (host, $"{Folder}/{name}.deb", $"{Folder}/{name}/usr/lib/virt-agent/virt-agent");
        Size = new FileInfo(deb).Length;
        host.Must("mkdir", "-p", Folder);
        File.Copy(deb, host.Root + _deb);
        host.Must("dpkg-deb", "-x", _deb, $"{Folder}/{name}");
    }

    /// <summary>Bytes of the .deb.</summary>
    public long Size { get; }

    /// <summary>The program, unpacked.</summary>
    public string Path { get; }

    /// <summary>The process of the daemon.</summary>
    private int Pid => int.Parse(_host.Must("systemctl", "show", "-P", "MainPID", Unit), CultureInfo.InvariantCulture);

    /// <summary>Starts those that the webhook and OTLP of <see cref="EverySink"/> speak to.</summary>
    public static void StartReceivers(BenchmarkHost host) =>
        host.Must("bash", "-euc", Listen, "bash", Folder, Receivers, $"{WebhookPort}", $"{OtlpPort}");

    /// <summary>Installs it; its daemon does not run yet.</summary>
    public void Install()
    {
        _host.Must("dpkg", "-i", _deb);
        _host.Must("systemctl", "stop", Unit);
    }

    /// <summary>Removes it, with all that it has written.</summary>
    public void Purge() => _host.Must("dpkg", "-P", "virt-agent");

    /// <summary>How long <c>systemctl start</c> takes, which returns when the agent watches; it is stopped again.</summary>
    public Timing Start()
    {
        _host.Must("systemctl", "reset-failed", Unit);
        var start = TimedCommand.Run(_host.Inside, "systemctl", "start", Unit);
        _host.Must("systemctl", "stop", Unit);
        return start;
    }

    /// <summary>What the daemon takes while nothing happens, after a leak that its sinks were told of.</summary>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="idle">For how long.</param>
    public UnitUsage Idle(string configuration, TimeSpan idle)
    {
        Start(configuration);
        foreach (var change in (string[])["-I", "-D"])
        {
            _host.Must("iptables-nft", change, "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
            Thread.Sleep(TimeSpan.FromSeconds(5));
        }

        var before = UnitUsage.Now(_host, Pid);
        Thread.Sleep(idle);
        var after = UnitUsage.Now(_host, Pid);
        _host.Must("systemctl", "stop", Unit);
        return after with { Cpu = after.Cpu - before.Cpu };
    }

    /// <summary>
    /// From the end of the command that opens or closes a leak to the finding at the journal's socket: what a look and a proof
    /// take, of a daemon that has made some.
    /// </summary>
    public Timing Proof(int changes)
    {
        const string Journal = "/run/compare.journal";
        Start($$"""{ "journal": { "socket": "{{Journal}}" }, "webhook": { "url": "http://127.0.0.1:{{OtlpPort + 2}}/" } }""");
        var before = UnitUsage.Now(_host, Pid);
        // The daemon is not root, and writes to the socket.
        var printed = _host.Must("bash", "-c", "umask 0; exec \"$@\"", "bash", RepositoryFolder.InLab(Environment.ProcessPath!),
            LatencyChild.Verb, $"{changes}", $"{OtlpPort + 2}", Journal);
        var after = UnitUsage.Now(_host, Pid);
        _host.Must("systemctl", "stop", Unit);
        var times = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .Where(words => words[0] == "journal")
            .Select(words => new Timing(double.Parse(words[2], CultureInfo.InvariantCulture), 0)).ToList();
        return Timing.Median(times) with { Cpu = (after.Cpu - before.Cpu) * 1000 / times.Count };
    }

    private void Start(string configuration) =>
        _host.Must("bash", "-euc", "printf %s \"$1\" > /etc/virt-agent/virt-agent.json; systemctl start \"$2\"",
            "bash", configuration, Unit);
}
