using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Cli;

/// <summary>All about one port: what the operator wrote, what libvirt filled in, and what the kernel has.</summary>
/// <param name="Row">The port.</param>
/// <param name="Written">The NIC in the guest's persistent definition; null when it is not there.</param>
/// <param name="Tap">Its device in the kernel; null when there is none.</param>
internal sealed record PortDossier(PortRow Row, Nic? Written, Link? Tap)
{
    /// <summary>The one port whose UUID is, or begins with, <paramref name="uuid"/>.</summary>
    /// <exception cref="RequestException">None is, or several are.</exception>
    public static PortDossier Find(Host host, IReadOnlyList<PortRow> rows, string uuid)
    {
        PortRow[] matches = [.. rows.Where(row => row.Uuid.StartsWith(uuid, StringComparison.OrdinalIgnoreCase))];
        var first = string.Join(", ", matches.Take(5).Select(row => row.Uuid));
        return matches.Length switch
        {
            1 => new PortDossier(matches[0], Definition(host, matches[0]), host.Link(matches[0].Tap)),
            0 => throw new RequestException($"no port {uuid} at {host.Header.Uri}; 'virt-agent ports' lists them."),
            _ => throw new RequestException($"{matches.Length} ports begin with {uuid}: {first}; give more of it."),
        };
    }

    // libvirt keeps the MAC of a definition, and gives an alias to a running guest's NICs unless the operator did. A
    // definition that still lacks a MAC has nothing to go by but its place.
    private static Nic? Definition(Host host, PortRow row)
    {
        if (row.Nic is not { } live) return null;
        var nics = host.Definitions.FirstOrDefault(guest => guest.Uuid == row.GuestUuid)?.Nics ?? [];
        var running = host.Guests.FirstOrDefault(guest => guest.Uuid == row.GuestUuid)?.Nics ?? [];
        var place = running.TakeWhile(nic => nic != live).Count();
        return nics.FirstOrDefault(nic => nic.Mac is not null && nic.Mac == live.Mac)
            ?? nics.FirstOrDefault(nic => nic.Alias is not null && nic.Alias == live.Alias)
            ?? (place < nics.Count && nics[place].Mac is null ? nics[place] : null);
    }
}
