using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// Asks one netlink family of the kernel (netlink(7)), and holds every length of its answers against what is there. For one
/// thread at a time; a question that was ended early leaves the socket unusable, so whoever does that disposes of it.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    /// <summary>
    /// The kernel fills as much of a buffer as the last read offered, up to 32 KiB (netlink_dump, af_netlink.c).
    /// </summary>
    private const int LargestMessage = 32 << 10;

    /// <summary>
    /// How often a dump is asked for that something was changed under: on a host that never rests it stays unread.
    /// </summary>
    private const int Attempts = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly DescriptorHandle _socket;
    private readonly string _what;
    private readonly Wait _wait = new();
    private readonly byte[] _answer = new byte[LargestMessage];
    private uint _sequence;

    /// <summary>Opens it.</summary>
    /// <param name="family">Whom to ask.</param>
    /// <param name="what">What is asked for, for errors: "tc filters".</param>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public NetlinkSocket(NetlinkFamily family, string what)
    {
        _what = what;
        _socket = NativeLinux.socket(
            (int)AddressFamilyNumber.Netlink, (int)(SocketKind.Raw | SocketKind.Cloexec | SocketKind.Nonblock), (int)family);
        if (_socket.IsInvalid) throw KernelException.Last($"A netlink socket for {what} cannot be made");
        // The first message would bind it as well. Bound before, it is known to whoever traces what is asked (netlink_diag).
        var address = new sockaddr_nl { nl_family = (ushort)AddressFamilyNumber.Netlink };
        if (NativeLinux.bind(_socket, &address, (uint)sizeof(sockaddr_nl)) != 0)
            throw KernelException.Last($"A netlink socket for {what} cannot be bound");
    }

    /// <summary>Takes one message; false ends the reading.</summary>
    public delegate bool Answer(ushort type, ReadOnlySpan<byte> payload);

    /// <summary>Makes a row of one message; null where it holds none.</summary>
    public delegate T? Row<T>(ReadOnlySpan<byte> payload) where T : class;

    /// <summary>
    /// All rows of a dump, asked for again where the kernel says that it is not of one piece (NLM_F_DUMP_INTR).
    /// </summary>
    /// <exception cref="KernelException">The kernel refuses, does not answer, or never comes to rest.</exception>
    public List<T> Dump<T>(int type, NetlinkQuestion question, Row<T> read) where T : class
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var rows = new List<T>();
            var whole = Ask(type, RequestFlags.Request | RequestFlags.Dump, question, (_, payload) =>
            {
                if (read(payload) is { } row) rows.Add(row);
                return true;
            });
            if (whole) return rows;
        }

        throw KernelException.Of(Errno.Again, $"The kernel's {_what} change faster than they can be read");
    }

    /// <summary>Asks once. Returns whether the answer is of one piece.</summary>
    /// <exception cref="KernelException">The kernel refuses or does not answer.</exception>
    public bool Ask(int type, RequestFlags flags, NetlinkQuestion question, Answer answer)
    {
        Send(type, flags, question.Body);
        var isDump = flags.HasFlag(RequestFlags.Dump);
        var whole = true;
        while (Take(_answer.AsSpan(0, Receive()), isDump, answer, ref whole))
        {
        }

        return whole;
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _wait.Dispose();
    }

    private void Send(int type, RequestFlags flags, ReadOnlySpan<byte> body)
    {
        var message = new byte[sizeof(nlmsghdr) + body.Length];
        MemoryMarshal.Write(message, new nlmsghdr
        {
            nlmsg_len = (uint)message.Length,
            nlmsg_type = (ushort)type,
            nlmsg_flags = (ushort)flags,
            nlmsg_seq = ++_sequence,
        });
        body.CopyTo(message.AsSpan(sizeof(nlmsghdr)));
        fixed (byte* start = message)
        {
            // A netlink socket that is connected to nobody sends to the kernel.
            if (NativeLinux.send(_socket, start, (nuint)message.Length, 0) != message.Length)
                throw KernelException.Last($"The kernel cannot be asked for {_what}");
        }
    }

    private int Receive()
    {
        fixed (byte* start = _answer)
        {
            while (true)
            {
                if (!_wait.ForInput(_socket, Patience, CancellationToken.None))
                    throw KernelException.Of(
                        Errno.Again, $"The kernel does not answer about {_what} within {Patience.TotalSeconds} s");
                var sender = default(sockaddr_nl);
                var senderLength = (uint)sizeof(sockaddr_nl);
                var length = NativeLinux.recvfrom(_socket, start, LargestMessage, 0, &sender, &senderLength);
                // Only the kernel is port 0: nobody else is believed.
                if (length >= 0 && sender.nl_pid == 0) return (int)length;
                if (length < 0 && !KernelException.LastIs(Errno.Intr) && !KernelException.LastIs(Errno.Again))
                    throw KernelException.Last($"The kernel does not answer about {_what}");
            }
        }
    }

    /// <summary>Whether more is to come.</summary>
    private bool Take(ReadOnlySpan<byte> rest, bool isDump, Answer answer, ref bool whole)
    {
        while (MemoryMarshal.TryRead<nlmsghdr>(rest, out var header)
            && header.nlmsg_len >= sizeof(nlmsghdr) && header.nlmsg_len <= rest.Length)
        {
            var payload = rest[sizeof(nlmsghdr)..(int)header.nlmsg_len];
            rest = rest[Math.Min(NetlinkAttributes.Aligned((int)header.nlmsg_len), rest.Length)..];
            if (header.nlmsg_seq != _sequence) continue;
            whole &= (header.nlmsg_flags & (ushort)RequestFlags.DumpIntr) == 0;
            if (header.nlmsg_type is (ushort)ControlMessage.Done or (ushort)ControlMessage.Error)
            {
                if (MemoryMarshal.TryRead<int>(payload, out var fault) && fault < 0)
                {
                    throw KernelException.Of(
                        (Errno)(-fault), $"The kernel refuses to tell of {_what}", (Errno.Perm, "it needs CAP_NET_ADMIN"));
                }

                return false;
            }

            if (!answer(header.nlmsg_type, payload)) return false;
            if (!isDump) return false;
        }

        return true;
    }
}
