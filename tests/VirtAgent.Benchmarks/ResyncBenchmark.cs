using System.Globalization;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Libvirt;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// The daemon's look at 1,000 ports, the first one and one after it with nothing changed, against a bare C loop of the same
/// libvirt calls (<c>native/port_loop.c</c>) on one socket.
/// </summary>
internal static class ResyncBenchmark
{
    private const int Ports = 1000;
    private const int Rounds = 7;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        Command.Must([BenchmarkHost.NativeProgram("make_ports"), host.Uri, "default", $"{Ports}"]);
        try
        {
            // Compiled to the end and connected, as a daemon is; a session of its own for each first look.
            for (var i = 0; i < 3; i++) First(host.Uri).Session.Dispose();
            yield return Measure($"resync of {Ports} ports, all new", host.Uri, () => Timed(First(host.Uri)), limit: 1.2);
            var standing = First(host.Uri).Session;
            for (var i = 0; i < 20; i++) Look(standing, RefreshScope.Libvirt);
            yield return Measure($"resync of {Ports} ports, nothing new", host.Uri,
                () => Timing.Of(() => Look(standing, RefreshScope.Libvirt)), limit: 0.1);
            standing.Dispose();
        }
        finally
        {
            // Ports without guests go away with their network.
            host.Must("bash", "-euc", "virsh -q net-destroy default; virsh -q net-start default; virsh -q destroy guest-e1000e; "
                + "virsh -q start guest-e1000e --paused");
        }
    }

    // The look that connects has nothing to compare it with; the one that finds every port doubted reads them all.
    private static (LibvirtSession Session, Timing Took) First(string uri)
    {
        var session = new LibvirtSession(uri, new HintChannel());
        var files = Look(session, RefreshScope.All);
        var ports = files.Keys.Where(path => path.StartsWith("ports/", StringComparison.Ordinal))
            .Select(path => path.Split('/')[^1][..36]);
        var doubted = new HintSet(RefreshScope.Libvirt, new HashSet<string>(), ports.ToHashSet(), []);
        return (session, Timing.Of(() => session.LookAsync(doubted).GetAwaiter().GetResult()));
    }

    private static Timing Timed((LibvirtSession Session, Timing Took) first)
    {
        first.Session.Dispose();
        return first.Took;
    }

    private static IReadOnlyDictionary<string, string> Look(LibvirtSession session, RefreshScope what)
    {
        var look = session.LookAsync(new HintSet(what, new HashSet<string>(), new HashSet<string>(), [])).GetAwaiter()
            .GetResult();
        return look.Failure is null && look.Files.Count > Ports
            ? look.Files
            : throw new InvalidOperationException(look.Failure ?? "Ports are missing.");
    }

    private static Figure Measure(string name, string uri, Func<Timing> work, double limit)
    {
        var loop = BenchmarkHost.NativeProgram("port_loop");
        var (ours, baseline) = Timing.Alternate(Rounds, work, () => new Timing(
            double.Parse(Command.Must([loop, uri, "3"]).Split(' ')[2], CultureInfo.InvariantCulture), 0));
        return Figure.OfTimes(name, ours, baseline, limit) with { Cpu = $"{ours.Cpu:0} / -" };
    }
}
