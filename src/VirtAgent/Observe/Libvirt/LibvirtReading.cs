using VirtAgent.Core.Hosts;
using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// Reads networks, ports and domains on a thread of its own. libvirt's calls have no timeout: a frozen daemon holds its caller
/// for ever, and then the thread is left behind and what it had read so far is kept.
/// </summary>
internal sealed class LibvirtReading(string uri, HostRecordBuilder observation)
{
    private readonly HashSet<string> _unread = [RecordFile.Networks, RecordFile.Ports, RecordFile.Domains];
    private readonly LivePorts _ports = new();
    private readonly AnswerWatch _answers = new(TimeProvider.System);

    /// <summary>Ends when all is read, or when libvirt does not answer any more.</summary>
    public async Task RunAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(done)) { IsBackground = true, Name = "libvirt" };
        thread.Start();

        if (!await _answers.WaitAsync(done.Task))
            MissRest($"libvirtd at {uri} does not answer; see 'systemctl status libvirtd'.");
    }

    private void Run(TaskCompletionSource done)
    {
        try
        {
            Read();
        }
        catch (LibvirtException failure)
        {
            MissRest($"libvirt at {uri} cannot be read: {failure.Message}");
        }
        catch (Exception unexpected)
        {
            // On a thread of its own it would end the process; as a gap it is reported with everything else.
            MissRest($"libvirt at {uri} cannot be read: {unexpected.GetType().Name}: {unexpected.Message}");
        }
        finally
        {
            done.SetResult();
        }
    }

    private void Read()
    {
        using var guests = _answers.Heard(LibvirtConnection.OpenReadOnly(uri));
        using var direct = _answers.Heard(LibvirtPair.OpenNetworks(uri));
        var networks = direct ?? guests;
        observation.Daemon(_answers.Heard(networks.DaemonVersion));

        Section(RecordFile.Networks, () => ReadNetworks(networks));
        Section(RecordFile.Ports, () => ReadPorts(networks));
        Section(RecordFile.Domains, () => ReadDomains(guests));
        if (_ports.Disagree) Section(RecordFile.Ports, () => ReadPorts(networks));
        foreach (var path in _ports.Passing) observation.Remove(path);
        if (!_ports.Settled.Any()) observation.Add(RecordFile.Ports + "/", "");
    }

    // A driver without ports, or a guest that cannot be read, leaves the rest readable.
    private void Section(string folder, Action read)
    {
        try
        {
            read();
        }
        catch (LibvirtException failure)
        {
            observation.Miss(folder, $"libvirt at {uri} did not tell: {failure.Message}");
        }

        lock (_unread) _unread.Remove(folder);
    }

    private void ReadNetworks(LibvirtConnection connection)
    {
        var empty = true;
        foreach (var network in _answers.Heard(connection.ActiveNetworks()))
        {
            using (network)
            {
                if (_answers.Present(() => network.XmlDesc()) is not { } xml) continue;
                observation.Add($"{RecordFile.Networks}/{FileNameEscape.Escape(network.Name)}.xml", xml);
                DnsmasqReading.Run(observation, uri, network.Name);
                empty = false;
            }
        }

        foreach (var network in _answers.Heard(connection.InactiveNetworks()))
        {
            using (network)
            {
                if (_answers.Present(() => network.XmlDesc()) is not { } xml) continue;
                observation.Add($"{RecordFile.Networks}/{FileNameEscape.Escape(network.Name)}{RecordFile.Inactive}", xml);
                empty = false;
            }
        }

        if (empty) observation.Add(RecordFile.Networks + "/", "");
    }

    private void ReadPorts(LibvirtConnection connection)
    {
        _ports.BeginRound();
        foreach (var network in _answers.Heard(connection.ActiveNetworks()))
        {
            using (network)
            {
                foreach (var port in _answers.Present(() => network.Ports()) ?? [])
                {
                    using (port)
                    {
                        if (_ports.Seen(port.Uuid)) continue;
                        if (_answers.Present(() => port.XmlDesc()) is not { } xml) continue;
                        var path = $"{RecordFile.Ports}/{FileNameEscape.Escape(network.Name)}/{port.Uuid}.xml";
                        _ports.Add(port.Uuid, path);
                        observation.Add(path, xml);
                    }
                }
            }
        }
    }

    private void ReadDomains(LibvirtConnection connection)
    {
        var empty = true;
        foreach (var domain in _answers.Heard(connection.AllDomains()))
        {
            using (domain)
            {
                var path = $"{RecordFile.Domains}/{FileNameEscape.Escape(domain.Name)}";
                if (domain.IsActive && _answers.Present(() => domain.XmlDesc()) is { } live)
                {
                    observation.Add(path + ".xml", live);
                    _ports.Bind(live);
                    empty = false;
                }

                if (domain.IsPersistent && _answers.Present(() => domain.XmlDesc(inactive: true)) is { } inactive)
                {
                    observation.Add(path + RecordFile.Inactive, inactive);
                    empty = false;
                }
            }
        }

        if (empty) observation.Add(RecordFile.Domains + "/", "");
    }

    private void MissRest(string reason)
    {
        lock (_unread)
        {
            foreach (var folder in _unread) observation.Miss(folder, reason);
        }
    }
}
