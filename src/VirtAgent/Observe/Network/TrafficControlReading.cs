using System.Globalization;
using System.Text.Json;
using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Observe.Network;

/// <summary>Reads the filters of traffic control and the BPF programs of all devices.</summary>
internal static class TrafficControlReading
{
    private const uint Root = 0xffffffff;

    // A network of thousands of shaped guests has as many classes; whoever has more is told.
    private const int MostQuestions = 20_000;

    /// <summary>Disciplines that have neither filters nor classes (net/sched): most devices have one of these.</summary>
    private static readonly HashSet<string> Plain =
        ["noqueue", "noop", "pfifo", "pfifo_fast", "pfifo_head_drop", "bfifo", "mq", "fq", "codel", "pie", "tbf"];

    /// <summary>Disciplines without classes whose filters choose a queue.</summary>
    private static readonly HashSet<string> Classless = ["fq_codel", "fq_pie", "sfq", "sfb", "choke", "cake", "red", "netem"];

    /// <summary>Writes the members of <c>tc.json</c>.</summary>
    /// <exception cref="KernelException">The kernel refuses, or there are too many.</exception>
    public static void Write(Utf8JsonWriter json)
    {
        IReadOnlyDictionary<int, (string Name, string Kind)> devices;
        using (var links = LinkDump.Open()) devices = links.Names();
        var names = devices.ToDictionary(device => device.Key, device => device.Value.Name);
        json.WriteStartArray("filters");
        using (var dump = TrafficControlDump.Open())
            foreach (var (on, place, filter) in Filters(dump, names)) Write(json, names, on, place, filter);
        json.WriteEndArray();
        json.WriteStartArray("programs");
        foreach (var (index, device) in devices)
        {
            Program(json, device.Name, "tcx", BpfPrograms.Tcx(index));
            if (device.Kind == "netkit") Program(json, device.Name, "netkit", BpfPrograms.Netkit(index));
        }

        json.WriteEndArray();
    }

    private static IEnumerable<(IReadOnlyList<string> Devices, string Place, TcFilter Filter)> Filters(
        TrafficControlDump dump, Dictionary<int, string> names)
    {
        var disciplines = dump.QueueDisciplines();
        var asked = 0;
        foreach (var discipline in disciplines.Where(one => !Plain.Contains(one.Kind)))
        {
            if (!names.TryGetValue(discipline.Index, out var name)) continue;
            foreach (var (place, filters) in Places(dump, discipline))
            {
                if (++asked > MostQuestions) throw new IOException(
                    $"tc has more than {MostQuestions} places for filters, which are not all read.");
                foreach (var filter in filters.Where(filter => !filter.Understood || filter.Actions.Count > 0)) yield return (
                    [name], place, filter);
            }
        }

        // A block's filters stand in no device's own list; those that an event of a discipline runs (tc-red(8)) only here.
        foreach (var block in disciplines.SelectMany(one => new[] { one.IngressBlock, one.EgressBlock })
            .Where(block => block != 0).Distinct())
        {
            List<string> devices = [.. disciplines.Where(one => one.IngressBlock == block || one.EgressBlock == block)
                .Select(one => names.GetValueOrDefault(one.Index)).OfType<string>().Distinct()];
            foreach (var filter in dump.OfBlock(block).Where(filter => !filter.Understood || filter.Actions.Count > 0))
                yield return (devices, $"block {block}", filter);
        }
    }

    private static IEnumerable<(string Place, IReadOnlyList<TcFilter> Filters)> Places(
        TrafficControlDump dump, QueueDiscipline discipline)
    {
        if (discipline.Kind is "clsact" or "ingress")
        {
            if (discipline.IngressBlock == 0) yield return ("ingress", dump.Ingress(discipline));
            if (discipline is { Kind: "clsact", EgressBlock: 0 }) yield return ("egress", dump.Egress(discipline));
            yield break;
        }

        yield return (
            discipline.Parent == Root ? "root" : Parent(discipline.Handle), dump.Filters(discipline.Index, discipline.Handle));
        if (Classless.Contains(discipline.Kind)) yield break;
        foreach (var one in dump.Classes(discipline.Index).Where(one => one >> 16 == discipline.Handle >> 16))
            yield return (Parent(one), dump.Filters(discipline.Index, one));
    }

    private static string Parent(uint handle) =>
        string.Create(CultureInfo.InvariantCulture, $"parent {handle >> 16:x}:{handle & 0xffff:x}");

    private static void Write(
        Utf8JsonWriter json, Dictionary<int, string> names, IReadOnlyList<string> devices, string place, TcFilter filter)
    {
        json.WriteStartObject();
        json.WriteStartArray("devices");
        foreach (var device in devices) json.WriteStringValue(device);
        json.WriteEndArray();
        var chain = filter.Chain == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" chain {filter.Chain}");
        json.WriteString("place", string.Create(CultureInfo.InvariantCulture, $"{place}{chain} pref {filter.Priority}"));
        json.WriteString("kind", filter.Kind);
        json.WriteBoolean("understood", filter.Understood);
        json.WriteStartArray("actions");
        foreach (var action in filter.Actions)
        {
            json.WriteStartObject();
            json.WriteString("kind", action.Kind);
            if (names.TryGetValue(action.Target, out var target)) json.WriteString("target", target);
            json.WriteBoolean("priority_only", action.Only);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Program(Utf8JsonWriter json, string device, string kind, int count)
    {
        if (count == 0) return;
        json.WriteStartObject();
        json.WriteString("device", device);
        json.WriteString("kind", kind);
        json.WriteNumber("count", count);
        json.WriteEndObject();
    }
}
