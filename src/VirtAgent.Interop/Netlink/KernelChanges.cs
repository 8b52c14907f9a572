using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// A netlink socket on which the kernel tells of changes (netlink(7)): what this object tells of happened after it was made. One
/// thread at a time.
/// </summary>
public sealed unsafe class KernelChanges : IDisposable
{
    /// <summary>The kernel counts a small change as about 1 KiB; a thousand taps that come at once must fit.</summary>
    private const int NetworkBuffer = 8 << 20;

    /// <summary>Tens of thousands of rules must fit.</summary>
    private const int RulesetBuffer = 32 << 20;

    private static readonly RouteGroup[] RouteGroups =
    [
        RouteGroup.Link, RouteGroup.Tc, RouteGroup.Ipv4Ifaddr, RouteGroup.Ipv6Ifaddr, RouteGroup.Ipv6Ifinfo,
        RouteGroup.Ipv4Route, RouteGroup.Ipv6Route, RouteGroup.Ipv4Rule, RouteGroup.Ipv6Rule,
        RouteGroup.Ipv4Netconf, RouteGroup.Ipv6Netconf,
    ];

    private readonly NetlinkFamily _family;
    private readonly DescriptorHandle _socket;
    private readonly Wait _wait = new();
    private readonly byte[] _buffer = new byte[64 << 10];

    private KernelChanges(NetlinkFamily family)
    {
        _family = family;
        _socket = NativeLinux.socket(
            (int)AddressFamilyNumber.Netlink, (int)(SocketKind.Raw | SocketKind.Cloexec | SocketKind.Nonblock), (int)family);
        if (_socket.IsInvalid) throw KernelException.Last($"A netlink socket of the family {family} cannot be made");

        // Beyond everybody's limit this needs CAP_NET_ADMIN; what we get without is less, and says so when it is too little.
        var buffer = family == NetlinkFamily.Netfilter ? RulesetBuffer : NetworkBuffer;
        if (!Set(SocketLevel.Socket, (int)SocketOption.Rcvbufforce, buffer))
            Set(SocketLevel.Socket, (int)SocketOption.Rcvbuf, buffer);
        var address = new sockaddr_nl { nl_family = (ushort)AddressFamilyNumber.Netlink };
        if (NativeLinux.bind(_socket, &address, (uint)sizeof(sockaddr_nl)) != 0)
            throw KernelException.Last($"A netlink socket of the family {family} cannot be bound");
    }

    /// <summary>Tells of links, addresses, routes, routing rules, forwarding sysctls and tc, in this network namespace.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static KernelChanges OfNetwork() => Open(NetlinkFamily.Route, changes =>
    {
        foreach (var group in RouteGroups) changes.Join((int)group);
    });

    /// <summary>Tells of every commit to nf_tables of this network namespace, who did it, and of nothing else.</summary>
    /// <exception cref="KernelException">It needs CAP_NET_ADMIN, and a kernel with nf_tables.</exception>
    public static KernelChanges OfRuleset() => Open(NetlinkFamily.Netfilter, changes =>
    {
        changes.TakeCommitsOnly();
        changes.Join((int)NetfilterGroup.Nftables);
    });

    /// <summary>Tells of every change of nf_tables in this network namespace, by chain, and of the commit behind them.</summary>
    /// <exception cref="KernelException">It needs CAP_NET_ADMIN, and a kernel with nf_tables.</exception>
    public static KernelChanges OfRules() => Open(NetlinkFamily.Netfilter, changes => changes.Join((int)NetfilterGroup.Nftables));

    /// <summary>Waits for changes and returns those there are, in order.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> ended the wait, from any thread.</exception>
    /// <exception cref="KernelException">The kernel tells no more.</exception>
    public IReadOnlyList<KernelChange> Read(CancellationToken cancellation) => Read(Timeout.InfiniteTimeSpan, cancellation);

    /// <summary>
    /// Waits no longer than <paramref name="patience"/> for changes and returns those of one message, in order; none if none
    /// came.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> ended the wait, from any thread.</exception>
    /// <exception cref="KernelException">The kernel tells no more.</exception>
    public IReadOnlyList<KernelChange> Read(TimeSpan patience, CancellationToken cancellation)
    {
        if (!_wait.ForInput(_socket, patience, cancellation)) return [];
        var sender = default(sockaddr_nl);
        var senderLength = (uint)sizeof(sockaddr_nl);
        fixed (byte* buffer = _buffer)
        {
            var length = NativeLinux.recvfrom(
                _socket, buffer, (nuint)_buffer.Length, (int)MessageFlags.Trunc, &sender, &senderLength);
            if (length < 0)
            {
                if (KernelException.LastIs(Errno.Nobufs)) return [new KernelChange.Lost()];
                if (KernelException.LastIs(Errno.Again) || KernelException.LastIs(Errno.Intr)) return [];
                throw KernelException.Last("The kernel's network changes cannot be read");
            }

            // Only the kernel is port 0: nobody else is believed.
            if (sender.nl_pid != 0) return [];
            return length > _buffer.Length
                ? [new KernelChange.Lost()]
                : NetlinkMessages.Read(_family, _buffer.AsSpan(0, (int)length));
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _wait.Dispose();
    }

    private static KernelChanges Open(NetlinkFamily family, Action<KernelChanges> prepare)
    {
        var changes = new KernelChanges(family);
        try
        {
            prepare(changes);
            return changes;
        }
        catch
        {
            changes.Dispose();
            throw;
        }
    }

    private void Join(int group)
    {
        if (Set(SocketLevel.Netlink, (int)NetlinkOption.AddMembership, group)) return;
        throw KernelException.Last(
            $"The kernel does not tell of changes ({_family} group {group})",
            (Errno.Perm, "it needs CAP_NET_ADMIN"), (Errno.Noent, "this kernel has no nf_tables"));
    }

    /// <summary>
    /// Before a commit the kernel tells of each rule in it, and a replaced ruleset is tens of thousands: those are dropped in the
    /// kernel, so that they neither cost time nor push the commits out of the buffer.
    /// </summary>
    private void TakeCommitsOnly()
    {
        const int TypeOffset = 4;
        var filter = stackalloc sock_filter[]
        {
            new() { code = (ushort)(BpfCode.Ld | BpfCode.H | BpfCode.Abs), k = TypeOffset },
            new() { code = (ushort)(BpfCode.Jmp | BpfCode.Jeq), jf = 1, k = NetlinkMessages.CommitTypeInNetworkOrder },
            new() { code = (ushort)BpfCode.Ret, k = uint.MaxValue },
            new() { code = (ushort)BpfCode.Ret, k = 0 },
        };
        var program = new sock_fprog { len = 4, filter = (nint)filter };
        if (NativeLinux.setsockopt(
            _socket, (int)SocketLevel.Socket, (int)SocketOption.AttachFilter, &program, (uint)sizeof(sock_fprog)) != 0)
            throw KernelException.Last("The kernel refuses a filter for nf_tables commits");
    }

    private bool Set(SocketLevel level, int option, int value) =>
        NativeLinux.setsockopt(_socket, (int)level, option, &value, sizeof(int)) == 0;
}
