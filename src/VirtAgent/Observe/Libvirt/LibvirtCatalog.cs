using VirtAgent.Core.Hosts;
using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// What libvirt is known to have, kept from look to look: a port's XML does not change without a hint, so it is asked for once,
/// and a guest's XML is asked for again when a hint or its ports say that it is not good any more.
/// </summary>
internal sealed class LibvirtCatalog(LibvirtPair libvirt, AnswerWatch answers) : ILibvirtCatalog
{
    private Dictionary<string, string> _networks = [];
    private Dictionary<string, string> _inactive = [];
    private Dictionary<string, KnownPortXml> _ports = [];
    private Dictionary<string, KnownGuestXml> _guests = [];

    /// <inheritdoc/>
    public string? Ended => libvirt.Ended;

    /// <inheritdoc/>
    public string Daemon => libvirt.Networks.DaemonVersion;

    /// <inheritdoc/>
    public void Refresh(HintSet hints)
    {
        using var quick = LibvirtEventLoop.Rest();
        ReadPorts(libvirt.Networks, hints.Ports);
        if (ReadGuests(libvirt.Guests, hints)) return;
        // A port is listed before its guest's XML names it, and gone before the guest is: what was just read settles most of
        // that.
        ReadPorts(libvirt.Networks, hints.Ports);
    }

    /// <inheritdoc/>
    public void CopyTo(HostRecordBuilder observation)
    {
        foreach (var (name, xml) in _networks) observation.Add($"{RecordFile.Networks}/{FileNameEscape.Escape(name)}.xml", xml);
        foreach (var (name, xml) in _inactive)
            observation.Add($"{RecordFile.Networks}/{FileNameEscape.Escape(name)}{RecordFile.Inactive}", xml);
        foreach (var (uuid, port) in _ports)
            observation.Add($"{RecordFile.Ports}/{FileNameEscape.Escape(port.Network)}/{uuid}.xml", port.Xml);
        foreach (var guest in _guests.Values)
            observation.Add($"{RecordFile.Domains}/{FileNameEscape.Escape(guest.Name)}.xml", guest.Xml);
        if (_networks.Count + _inactive.Count == 0) observation.Add(RecordFile.Networks + "/", "");
        if (_ports.Count == 0) observation.Add(RecordFile.Ports + "/", "");
        if (_guests.Count == 0) observation.Add(RecordFile.Domains + "/", "");
    }

    public void Dispose() => libvirt.Dispose();

    private void ReadPorts(LibvirtConnection connection, IReadOnlySet<string> doubted)
    {
        var networks = new Dictionary<string, string>(StringComparer.Ordinal);
        var ports = new Dictionary<string, KnownPortXml>(StringComparer.Ordinal);
        foreach (var network in answers.Heard(connection.ActiveNetworks()))
        {
            using (network)
            {
                if (answers.Present(() => network.XmlDesc()) is not { } xml) continue;
                networks[network.Name] = Kept(_networks, network.Name, xml);
                foreach (var port in answers.Present(() => network.Ports()) ?? [])
                {
                    using (port)
                    {
                        if (_ports.TryGetValue(port.Uuid, out var known) && !doubted.Contains(port.Uuid))
                            ports[port.Uuid] = known;
                        else if (answers.Present(() => port.XmlDesc()) is { } text)
                            ports[port.Uuid] = KnownPortXml.Of(network.Name, text);
                    }
                }
            }
        }

        (_networks, _inactive, _ports) = (networks, Inactive(connection), ports);
    }

    private Dictionary<string, string> Inactive(LibvirtConnection connection)
    {
        var inactive = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var network in answers.Heard(connection.InactiveNetworks()))
        {
            using (network)
            {
                if (answers.Present(() => network.XmlDesc()) is { } xml)
                    inactive[network.Name] = Kept(_inactive, network.Name, xml);
            }
        }

        return inactive;
    }

    // The same object for the same text: what was read from it stays good.
    private static string Kept(Dictionary<string, string> known, string name, string xml) =>
        known.TryGetValue(name, out var before) && before == xml ? before : xml;

    /// <summary>Whether the running guests name just those of the listed ports that were made for them.</summary>
    private bool ReadGuests(LibvirtConnection connection, HintSet hints)
    {
        var portsOf = _ports.ToLookup(port => port.Value.Owner, port => port.Key, StringComparer.Ordinal);
        var guests = new Dictionary<string, KnownGuestXml>(StringComparer.Ordinal);
        var agree = true;
        foreach (var domain in answers.Heard(connection.ActiveDomains()))
        {
            using (domain)
            {
                var doubted = hints.Everything || hints.Guests.Contains(domain.Uuid);
                var known = doubted ? null : _guests.GetValueOrDefault(domain.Uuid);
                if (known?.Id != domain.Id || !known!.Ports.SetEquals(portsOf[domain.Uuid]))
                {
                    if (answers.Present(() => domain.XmlDesc()) is not { } xml) continue;
                    known = KnownGuestXml.Of(domain.Name, domain.Id, xml);
                    agree &= known.Ports.SetEquals(portsOf[domain.Uuid]);
                }

                guests[domain.Uuid] = known;
            }
        }

        _guests = guests;
        return agree;
    }
}
