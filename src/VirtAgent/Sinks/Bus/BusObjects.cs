using System.Globalization;
using System.Text;
using VirtAgent.Core.Findings;

namespace VirtAgent.Sinks.Bus;

/// <summary>The objects that show one <see cref="AgentView"/>: the agent, and one for each port.</summary>
internal sealed class BusObjects
{
    private BusObjects(AgentView view, Fields agent, SortedDictionary<string, Fields> ports) =>
        (View, Agent, Ports) = (view, agent, ports);

    /// <summary>What they show.</summary>
    public AgentView View { get; }

    /// <summary>The properties of the agent that tell when they change.</summary>
    public Fields Agent { get; }

    /// <summary>The properties of each port, by path.</summary>
    public SortedDictionary<string, Fields> Ports { get; }

    /// <summary>Those of <paramref name="view"/>, or of <paramref name="before"/> where it shows the same audit.</summary>
    public static BusObjects Of(AgentView view, BusObjects? before = null) =>
        before is not null && ReferenceEquals(before.View.Audit, view.Audit)
            ? new BusObjects(view, before.Agent, before.Ports)
            : new BusObjects(view, ViewFields.Agent(view), ByPath(view.Audit?.Ports ?? []));

    /// <summary>
    /// A UUID as the last part of a path, which takes letters, digits and _: dashes become _, anything else (libvirt lets no such
    /// UUID in) the hexadecimal number of its octet after one.
    /// </summary>
    internal static string PathOf(string uuid)
    {
        var path = new StringBuilder($"{BusNames.PortsPath}/");
        foreach (var octet in Encoding.UTF8.GetBytes(uuid))
            if (char.IsAsciiLetterOrDigit((char)octet)) path.Append((char)octet);
            else path.Append(octet == '-' ? "_" : string.Create(CultureInfo.InvariantCulture, $"_{octet:x2}"));

        return uuid.Length == 0 ? $"{path}_" : path.ToString();
    }

    private static SortedDictionary<string, Fields> ByPath(IEnumerable<PortRow> rows)
    {
        var ports = new SortedDictionary<string, Fields>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            // Two guests may name one port in their XML; each of these rows is a finding, and neither hides the other.
            var path = PathOf(row.Uuid);
            var place = path;
            for (var again = 2; !ports.TryAdd(place, ViewFields.Port(row)); again++) place = $"{path}_{again}";
        }

        return ports;
    }
}
