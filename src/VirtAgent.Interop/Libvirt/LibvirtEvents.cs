using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace VirtAgent.Interop.Libvirt;

/// <summary>
/// A subscription to everything a connection reports about guests, their devices and networks, and to the end of the
/// connection itself. Dispose ends it; either this or the connection may be disposed first.
/// </summary>
public sealed unsafe class LibvirtEvents : IDisposable
{
    private readonly LibvirtConnection _subscribed;
    private readonly ConnectHandle _connection;
    private readonly Channel<LibvirtEvent> _channel;
    private readonly List<int> _domainCallbacks = [];
    private readonly List<int> _networkCallbacks = [];
    private readonly Dictionary<string, string> _refused = [];
    private long _lost;

    private LibvirtEvents(LibvirtConnection connection, int capacity)
    {
        _subscribed = connection;
        _connection = connection.Handle.Duplicate();
        _channel = Channel.CreateBounded<LibvirtEvent>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => CountLost());
    }

    /// <summary>The events, in the order libvirt reported them; ends when this is disposed. One reader at a time.</summary>
    public ChannelReader<LibvirtEvent> Reader => _channel.Reader;

    /// <summary>How many events were thrown away, oldest first, because nobody read them.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>
    /// The kinds of event this library, driver or daemon would not subscribe to, and why: what they would have told must be
    /// learnt by looking. <c>DomainLifecycle</c>, <c>DomainDeviceAdded</c>, <c>DomainNicMacChange</c> (before 11.2.0),
    /// <c>NetworkLifecycle</c>, <c>NetworkMetadataChange</c> (before 9.8.0), <c>Close</c>…
    /// </summary>
    public IReadOnlyDictionary<string, string> Refused => _refused;

    internal string Uri => _subscribed.Uri;

    /// <summary>Subscribes to all kinds of event. Read the state only after this, or a change in between is missed.</summary>
    /// <param name="connection">Opened while <see cref="LibvirtEventLoop"/> was running.</param>
    /// <param name="capacity">How many unread events are kept.</param>
    /// <exception cref="LibvirtException">The event loop does not run, or the connection has a subscription already.</exception>
    public static LibvirtEvents Subscribe(LibvirtConnection connection, int capacity = 1024)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (!LibvirtEventLoop.IsRunning)
            throw Refusal("libvirt's event loop does not run: start LibvirtEventLoop before the connection is opened.");

        var events = new LibvirtEvents(connection, capacity);
        if (Interlocked.CompareExchange(ref connection.Subscription, events, null) is not null)
        {
            events._connection.Dispose();
            throw Refusal("The connection has a subscription already, and libvirt allows one: dispose it first.");
        }

        events.Register();
        return events;
    }

    /// <summary>Unsubscribes and ends <see cref="Reader"/>; events read so far stay readable.</summary>
    public void Dispose()
    {
        if (_connection.IsClosed) return;

        // Each fails when the connection is dead already, and has then nothing left to take back on the other side.
        foreach (var id in _domainCallbacks) _ = NativeLibvirt.virConnectDomainEventDeregisterAny(_connection, id);
        foreach (var id in _networkCallbacks) _ = NativeLibvirt.virConnectNetworkEventDeregisterAny(_connection, id);
        _ = NativeLibvirt.virConnectUnregisterCloseCallback(_connection, &LibvirtCallbacks.virConnectCloseFunc);
        _connection.Dispose();
        _channel.Writer.TryComplete();
        _subscribed.Subscription = null;
    }

    internal void Post(LibvirtEvent reported) => _channel.Writer.TryWrite(reported);

    internal void CountLost() => Interlocked.Increment(ref _lost);

    private static LibvirtException Refusal(string message) =>
        new(LibvirtErrorCode.OperationInvalid, 0, nameof(Subscribe), message);

    private void Register()
    {
        Accept("Close", null, opaque => LibvirtException.Check(NativeLibvirt.virConnectRegisterCloseCallback(
            _connection, &LibvirtCallbacks.virConnectCloseFunc, opaque, &LibvirtCallbacks.virFreeCallback)));
        foreach (var id in Enum.GetValues<DomainEventId>())
            Accept($"Domain{id}", _domainCallbacks, opaque => LibvirtException.Check(
                NativeLibvirt.virConnectDomainEventRegisterAny(
                    _connection, 0, id, LibvirtCallbacks.Of(id), opaque, &LibvirtCallbacks.virFreeCallback)));
        foreach (var id in Enum.GetValues<NetworkEventId>())
            Accept($"Network{id}", _networkCallbacks, opaque => LibvirtException.Check(
                NativeLibvirt.virConnectNetworkEventRegisterAny(
                    _connection, 0, id, LibvirtCallbacks.Of(id), opaque, &LibvirtCallbacks.virFreeCallback)));
    }

    /// <summary>Each registration has a handle of its own, freed by libvirt's free callback: when, only libvirt knows.</summary>
    private void Accept(string kind, List<int>? callbacks, Func<nint, int> register)
    {
        var self = GCHandle.Alloc(this);
        try
        {
            var id = register(GCHandle.ToIntPtr(self));
            callbacks?.Add(id);
        }
        catch (LibvirtException refusal)
        {
            self.Free();
            _refused[kind] = refusal.Message;
        }
    }
}
