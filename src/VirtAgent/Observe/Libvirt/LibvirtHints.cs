using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Hints;

namespace VirtAgent.Observe.Libvirt;

/// <summary>
/// Turns what one libvirt connection reports into hints, until it is disposed. Subscribe before the first look, or what
/// happens in between is missed.
/// </summary>
internal sealed class LibvirtHints : IDisposable
{
    private readonly HintChannel _hints;
    private readonly LibvirtEvents _events;
    private long _lost;

    /// <summary>Subscribes to <paramref name="connection"/>.</summary>
    /// <exception cref="LibvirtException">libvirt's event loop does not run.</exception>
    public LibvirtHints(LibvirtConnection connection, HintChannel hints)
    {
        _hints = hints;
        _events = LibvirtEvents.Subscribe(connection);
        _ = Task.Run(PumpAsync);
    }

    /// <summary>Why the connection ended; null while it has not.</summary>
    public CloseReason? Closed { get; private set; }
    public void Dispose() => _events.Dispose();

    private async Task PumpAsync()
    {
        await foreach (var reported in _events.Reader.ReadAllAsync())
        {
            Hint(reported);
            if (_events.Lost == _lost) continue;
            _lost = _events.Lost;
            _hints.Request(RefreshScope.Libvirt);
        }
    }

    private void Hint(LibvirtEvent reported)
    {
        switch (reported)
        {
            case LibvirtEvent.DomainLifecycle guest:
                _hints.LookAtGuest(guest.Uuid);
                // A guest that started or stopped took or gave back its ports.
                _hints.Request(RefreshScope.Ports | RefreshScope.Links);
                break;
            case LibvirtEvent.DeviceAdded device:
                Plugged(device.Uuid);
                break;
            case LibvirtEvent.DeviceRemoved device:
                Plugged(device.Uuid);
                break;
            case LibvirtEvent.DeviceRemovalFailed device:
                Plugged(device.Uuid);
                break;
            case LibvirtEvent.NicMacChanged nic:
                _hints.LookAtGuest(nic.Uuid);
                break;
            case LibvirtEvent.ConnectionClosed closed:
                Closed = closed.Reason;
                _hints.Request(RefreshScope.Libvirt);
                break;
            default:
                _hints.Request(RefreshScope.Networks | RefreshScope.Ports | RefreshScope.Links);
                break;
        }
    }

    private void Plugged(string guest)
    {
        _hints.LookAtGuest(guest);
        _hints.Request(RefreshScope.Ports | RefreshScope.Links);
    }
}
