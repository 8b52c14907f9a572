using System.Globalization;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Interop.Libvirt;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.Benchmarks;

/// <summary>
/// Reading 1,000 ports through the binding, against the same calls in C (<c>native/port_loop.c</c>) on one socket.
/// </summary>
internal static class PortBenchmark
{
    private const int Ports = 1000;
    private const int Rounds = 11;
    private const int WarmUp = 10;

    public static IEnumerable<Figure> Run(BenchmarkHost host)
    {
        Command.Must([BenchmarkHost.NativeProgram("make_ports"), host.Uri, "default", $"{Ports}"]);
        try
        {
            using var connection = LibvirtConnection.OpenReadOnly(host.Uri);
            // Long enough that the binding is compiled to the end; the C program was compiled before.
            for (var i = 0; i < WarmUp; i++) Read(connection, static (_, xml) => xml.Length);
            yield return Measure($"{Ports} ports, list and XML", host.Uri, connection, static (_, xml) => xml.Length, limit: 1.2);
            yield return Measure($"{Ports} ports, into the model", host.Uri, connection,
                static (network, xml) => PortXmlReader.Read(xml, network).Uuid.Length, limit: null);
        }
        finally
        {
            // Ports without guests go away with their network.
            host.Must("bash", "-euc", "virsh -q net-destroy default; virsh -q net-start default; virsh -q destroy guest-e1000e; "
                + "virsh -q start guest-e1000e --paused");
        }
    }

    private static Figure Measure(
        string name, string uri, LibvirtConnection connection, Func<string, string, int> use, double? limit)
    {
        var loop = BenchmarkHost.NativeProgram("port_loop");
        var (ours, baseline) = Timing.Alternate(
            Rounds, () => Timing.Of(() => Read(connection, use)), () => Printed(Command.Must([loop, uri, "3"])));
        return Figure.OfTimes(name, ours, baseline, limit) with { Cpu = $"{ours.Cpu:0} / -" };
    }

    private static void Read(LibvirtConnection connection, Func<string, string, int> use)
    {
        var (count, bytes) = (0, 0L);
        foreach (var network in connection.ActiveNetworks())
        {
            using (network)
            {
                foreach (var port in network.Ports())
                {
                    using (port) bytes += use(network.Name, port.XmlDesc()) + port.Uuid.Length;
                    count++;
                }
            }
        }

        if (count < Ports || bytes == 0) throw new InvalidOperationException($"{count} ports were read, {Ports} were made.");
    }

    /// <summary>"1000 ports, 98.123 ms".</summary>
    private static Timing Printed(string line) =>
        new(double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture), 0);
}
