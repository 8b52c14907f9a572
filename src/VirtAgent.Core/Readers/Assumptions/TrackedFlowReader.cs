using System.Globalization;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Assumptions;

/// <summary>Reads flows as /proc/net/nf_conntrack prints them (net/netfilter/nf_conntrack_standalone.c, ct_seq_show).</summary>
public static class TrackedFlowReader
{
    /// <summary>The line that says that not all flows of the host were looked at.</summary>
    public const string Partly = "# not all flows of the host were looked at";

    /// <summary>What begins the line of a flow that a helper expects.</summary>
    public const string Expectation = "# expected by ";

    /// <summary>Reads the answered flows.</summary>
    /// <exception cref="ReadException">A line is none.</exception>
    public static TrackedFlows Read(string text)
    {
        var (flows, expected, whole) = (new List<TrackedFlow>(), new List<string>(), true);
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line.Contains("[UNREPLIED]", StringComparison.Ordinal)) continue;
            if (line == Partly) whole = false;
            else if (line.StartsWith(Expectation, StringComparison.Ordinal)) expected.Add(line[Expectation.Length..]);
            else if (Flow(line) is { } flow) flows.Add(flow);
            else throw new ReadException(
                $"The flows of conntrack have a line that is none: {(line.Length > 80 ? line[..80] + "…" : line)}");
        }

        return new TrackedFlows(flows, whole, expected);
    }

    // "ipv4 2 tcp 6 431999 ESTABLISHED src=… dst=… sport=… dport=… src=… dst=… sport=… dport=… [ASSURED] mark=0 zone=0 use=2"
    private static TrackedFlow? Flow(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 8
            || !byte.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var protocol)) return null;
        var answer = Array.FindIndex(words, Array.FindIndex(words, IsSource) + 1, IsSource);
        if (answer < 0 || Tuple(words[..answer]) is not { } original
            || Tuple(words[answer..]) is not { } reply) return null;
        return new TrackedFlow(
            protocol, original, reply, (int)Number(words, "zone=", int.MaxValue), Value(words, "helper="),
            words.Contains("[OFFLOAD]") || words.Contains("[HW_OFFLOAD]"));
    }

    private static bool IsSource(string word) => word.StartsWith("src=", StringComparison.Ordinal);

    private static FlowTuple? Tuple(string[] words)
    {
        if (!Address.TryParse(Value(words, "src="), out var source)
            || !Address.TryParse(Value(words, "dst="), out var destination)
            || source.Family != destination.Family)
            return null;
        return new FlowTuple(
            source, destination, (ushort)Number(words, "sport=", ushort.MaxValue),
                (ushort)Number(words, "dport=", ushort.MaxValue),
            (byte)Number(words, "type=", byte.MaxValue), (byte)Number(words, "code=", byte.MaxValue),
            (ushort)Number(words, "id=", ushort.MaxValue));
    }

    private static long Number(string[] words, string name, long most) =>
        long.TryParse(Value(words, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number : 0;

    private static string? Value(string[] words, string name) =>
        Array.Find(words, word => word.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}
