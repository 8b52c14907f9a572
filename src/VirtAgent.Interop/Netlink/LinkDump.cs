using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// Asks for devices (linux/rtnetlink.h, linux/if_link.h): tunnels of this network namespace, and what stands on its devices in
/// others. One thread at a time.
/// </summary>
public sealed class LinkDump : IDisposable
{
    // Statistics are most of an answer (RTEXT_FILTER_SKIP_STATS).
    private const uint WithoutStatistics = 8;

    private readonly NetlinkSocket _socket = new(NetlinkFamily.Route, "devices");

    private LinkDump()
    {
    }

    /// <summary>Opens a socket for questions.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static LinkDump Open() => new();

    /// <summary>Names and kinds of all devices of this network namespace, by interface index.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyDictionary<int, (string Name, string Kind)> Names() =>
        Dump(LinkMessages.Named, null).ToDictionary(link => link.Index, link => (link.Name, link.Kind));

    /// <summary>The tunnels of this network namespace.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<TunnelLink> Tunnels() => Dump(LinkMessages.Tunnel, null);

    /// <summary>
    /// The devices of other network namespaces that stand on one of this: of every namespace that this one has a number for,
    /// which takes CAP_NET_ADMIN there. A namespace that neither got a device from here nor has one end of a pair here has none.
    /// </summary>
    /// <param name="unread">The numbers of those that would not tell, because they belong to a user namespace above.</param>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<StackedLink> StackedElsewhere(out IReadOnlyList<int> unread)
    {
        var (found, refused) = (new List<(StackedLink Link, int On)>(), new List<int>());
        foreach (var number in Namespaces())
        {
            try
            {
                found.AddRange(Dump(payload => LinkMessages.Stacked(payload, number), number).Select(row => (row.Link, row.On)));
            }
            catch (KernelException refusal) when ((Errno)refusal.Errno is Errno.Perm or Errno.Acces)
            {
                refused.Add(number);
            }
            catch (KernelException ended) when ((Errno)ended.Errno is Errno.Inval or Errno.Noent)
            {
                // The namespace ended meanwhile, and its devices with it.
            }
        }

        unread = refused;
        // The kernel gives this namespace a number in its own eyes when it first has to name it in an answer.
        return OwnNumber() is { } own
            ? [.. found.Where(row => row.On == own && row.Link.Namespace != own).Select(row => row.Link)]
            : [];
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private List<T> Dump<T>(NetlinkSocket.Row<T> read, int? number) where T : class
    {
        var question = NetlinkQuestion.Of(default(ifinfomsg)).With((int)LinkAttribute.ExtMask, WithoutStatistics);
        if (number is { } other) question.With((int)LinkAttribute.TargetNetnsid, (uint)other);
        return _socket.Dump((int)RouteMessage.Getlink, question, read);
    }

    private IEnumerable<int> Namespaces() => _socket
        .Dump((int)RouteMessage.Getnsid, NetlinkQuestion.Of(default(rtgenmsg)), Number).Select(number => number.Value);

    // A thread may be in another namespace than the process began in.
    private int? OwnNumber()
    {
        int? own = null;
        var question = NetlinkQuestion.Of(default(rtgenmsg)).With((int)NamespaceAttribute.Pid, (uint)NativeLinux.gettid());
        _socket.Ask((int)RouteMessage.Getnsid, RequestFlags.Request, question, (_, payload) =>
        {
            own = Number(payload)?.Value;
            return false;
        });
        return own < 0 ? null : own;
    }

    private static NamespaceNumber? Number(ReadOnlySpan<byte> payload)
    {
        var attributes = new NetlinkAttributes(payload[Math.Min(NetlinkAttributes.Aligned(1), payload.Length)..]);
        while (attributes.Next())
            if (attributes.Type == (int)NamespaceAttribute.Nsid) return new NamespaceNumber((int)attributes.HostNumber);

        return null;
    }

    private sealed record NamespaceNumber(int Value);
}
