using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// What is read beside the rules (tc, tunnels, bridges, 100,000 tracked flows) on the lab host, against the tools that
/// <c>check</c> runs at the same time.
/// </summary>
internal static class ReadingBenchmark
{
    private const int Flows = 100_000;

    // Answered flows between addresses of the NAT network and the world, as ctnetlink makes them (IPCTNL_MSG_CT_NEW).
    private const string Fill = """
        import socket, struct, sys
        def a(kind, value): return struct.pack('=HH', 4 + len(value), kind) + value + b'\0' * (-len(value) % 4)
        def tuple_(kind, s, d, sp, dp):
            return a(kind | 0x8000, a(0x8001, a(1, s) + a(2, d)) + a(0x8002, a(1, b'\x11') + a(2, sp) + a(3, dp)))
        kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 12)
        world, dp = socket.inet_aton('198.51.100.2'), struct.pack('>H', 53)
        for i in range(int(sys.argv[1])):
            guest, sp = socket.inet_aton('192.168.122.%d' % (2 + i // 60000)), struct.pack('>H', 1024 + i % 60000)
            body = struct.pack('=BBH', 2, 0, 0) + tuple_(1, guest, world, sp, dp) + tuple_(2, world, guest, dp, sp)
            body += a(3, struct.pack('>I', 0xe)) + a(7, struct.pack('>I', 3600))
            kernel.send(struct.pack('=IHHII', 16 + len(body), 1 << 8, 0x605, i, 0) + body)
            if (fault := struct.unpack_from('=i', kernel.recv(4096), 16)[0]): raise SystemExit(f'error {-fault}')
        """;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        yield return Measure(host, "tc, tunnels, bridges and flows, an idle host");
        host.Must("python3", "-c", Fill, Flows.ToString(CultureInfo.InvariantCulture));
        yield return Measure(host, $"tc, tunnels, bridges and {Flows:N0} flows");
    }

    private static Figure Measure(BenchmarkHost host, string name)
    {
        var printed = host.Must(RepositoryFolder.InLab(Environment.ProcessPath!), ReadingChild.Verb)
            .Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new Figure(name, printed[0], printed[2], 20, Cpu: $"{printed[1]:0} / {printed[3]:0}");
    }
}
