using System.Runtime.InteropServices;
using System.Text;
using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Nftables;

/// <summary>
/// Asks nf_tables of this network namespace what it holds (linux/netfilter/nf_tables.h), chain by chain. One thread at a time.
/// What is committed during an answer may be in it or not: whoever wants a whole picture holds it against <see
/// cref="KernelChanges"/>.
/// </summary>
public sealed unsafe class RulesetDump : IDisposable
{
    /// <summary>
    /// The kernel fills as much of a buffer as the last read offered, up to 32 KiB (netlink_dump, af_netlink.c).
    /// </summary>
    private const int LargestMessage = 32 << 10;

    private const RequestFlags Everything = RequestFlags.Request | RequestFlags.Dump;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly DescriptorHandle _socket;
    private readonly Wait _wait = new();
    private readonly byte[] _answer = new byte[LargestMessage];
    private uint _sequence;

    private RulesetDump()
    {
        _socket = NativeLinux.socket(
            (int)AddressFamilyNumber.Netlink, (int)(SocketKind.Raw | SocketKind.Cloexec | SocketKind.Nonblock),
            (int)NetlinkFamily.Netfilter);
        if (_socket.IsInvalid) throw KernelException.Last("A netlink socket for nf_tables cannot be made");
    }

    /// <summary>Opens a socket for questions.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static RulesetDump Open() => new();

    /// <summary>The ruleset's generation, which every commit raises; wraps at 2^32.</summary>
    /// <exception cref="KernelException">It needs CAP_NET_ADMIN, and a kernel with nf_tables.</exception>
    public uint Generation()
    {
        var generation = 0u;
        Ask(RulesetMessage.Getgen, RequestFlags.Request, 0, [], (attributes, _) =>
        {
            while (attributes.Next())
            {
                if (attributes.Type == (int)GenerationAttribute.Id) generation = attributes.Number;
            }
        });
        return generation;
    }

    /// <summary>The chains of all tables of a family, as nf_tables numbers it: 2 for IPv4, 10 for IPv6.</summary>
    /// <exception cref="KernelException">It needs CAP_NET_ADMIN, and a kernel with nf_tables.</exception>
    public IReadOnlyList<KernelChain> Chains(byte family)
    {
        var chains = new List<KernelChain>();
        Ask(RulesetMessage.Getchain, Everything, family, [], (attributes, _) => chains.Add(Chain(attributes)));
        return chains;
    }

    /// <summary>The rules of a chain in order; none where there is no such chain.</summary>
    /// <exception cref="KernelException">It needs CAP_NET_ADMIN, and a kernel with nf_tables.</exception>
    public IReadOnlyList<KernelRule> Rules(byte family, string table, string chain)
    {
        var rules = new List<KernelRule>();
        var question = (byte[])[.. Attribute((int)RuleAttribute.Table, table), .. Attribute((int)RuleAttribute.Chain, chain)];
        Ask(RulesetMessage.Getrule, Everything, family, question, (attributes, message) => rules.Add(Rule(attributes, message)));
        return rules;
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _wait.Dispose();
    }

    private static KernelChain Chain(NetlinkAttributes attributes)
    {
        string table = "", name = "", type = "";
        ulong handle = 0;
        uint policy = 0;
        (uint Number, int Priority)? hook = null;
        while (attributes.Next())
        {
            switch ((ChainAttribute)attributes.Type)
            {
                case ChainAttribute.Table:
                    table = attributes.Text;
                    break;
                case ChainAttribute.Name:
                    name = attributes.Text;
                    break;
                case ChainAttribute.Handle:
                    handle = attributes.LongNumber;
                    break;
                case ChainAttribute.Type:
                    type = attributes.Text;
                    break;
                case ChainAttribute.Policy:
                    policy = attributes.Number;
                    break;
                case ChainAttribute.Hook:
                    hook = Hook(new NetlinkAttributes(attributes.Value));
                    break;
            }
        }

        var where = hook is { } place ? new KernelHook(type, place.Number, place.Priority, policy == 1) : null;
        return new KernelChain(table, name, handle, where);
    }

    private static (uint Number, int Priority) Hook(NetlinkAttributes attributes)
    {
        uint number = 0;
        var priority = 0;
        while (attributes.Next())
        {
            if (attributes.Type == (int)HookAttribute.Hooknum) number = attributes.Number;
            else if (attributes.Type == (int)HookAttribute.Priority) priority = (int)attributes.Number;
        }

        return (number, priority);
    }

    private static KernelRule Rule(NetlinkAttributes attributes, byte[] message)
    {
        ulong handle = 0;
        var expressions = ReadOnlyMemory<byte>.Empty;
        var hasUserData = false;
        while (attributes.Next())
        {
            switch ((RuleAttribute)attributes.Type)
            {
                case RuleAttribute.Handle:
                    handle = attributes.LongNumber;
                    break;
                case RuleAttribute.Expressions:
                    message.AsSpan().Overlaps(attributes.Value, out var start);
                    expressions = message.AsMemory(start, attributes.Value.Length);
                    break;
                case RuleAttribute.Userdata:
                    hasUserData = true;
                    break;
            }
        }

        return new KernelRule(handle, expressions, hasUserData);
    }

    private static byte[] Attribute(int type, string text)
    {
        var length = sizeof(nlattr) + Encoding.UTF8.GetByteCount(text) + 1;
        var attribute = new byte[NetlinkAttributes.Aligned(length)];
        MemoryMarshal.Write(attribute, new nlattr { nla_len = (ushort)length, nla_type = (ushort)type });
        Encoding.UTF8.GetBytes(text, attribute.AsSpan(sizeof(nlattr)));
        return attribute;
    }

    private void Ask(RulesetMessage type, RequestFlags flags, byte family, ReadOnlySpan<byte> attributes, Answer answer)
    {
        var question = new byte[sizeof(nlmsghdr) + sizeof(nfgenmsg) + attributes.Length];
        MemoryMarshal.Write(question, new nlmsghdr
        {
            nlmsg_len = (uint)question.Length,
            nlmsg_type = (ushort)(((int)NetfilterSubsystem.Nftables << 8) | (int)type),
            nlmsg_flags = (ushort)flags,
            nlmsg_seq = ++_sequence,
        });
        MemoryMarshal.Write(question.AsSpan(sizeof(nlmsghdr)), new nfgenmsg { nfgen_family = family });
        attributes.CopyTo(question.AsSpan(sizeof(nlmsghdr) + sizeof(nfgenmsg)));
        fixed (byte* start = question)
        {
            // A netlink socket that is connected to nobody sends to the kernel.
            if (NativeLinux.send(_socket, start, (nuint)question.Length, 0) != question.Length)
                throw KernelException.Last("nf_tables cannot be asked");
        }

        var isDump = flags.HasFlag(RequestFlags.Dump);
        bool more;
        do
        {
            // Rules keep lying in what they came in.
            var message = isDump ? new byte[LargestMessage] : _answer;
            more = Take(message, Receive(message), isDump, answer);
        }
        while (more);
    }

    private int Receive(byte[] message)
    {
        fixed (byte* start = message)
        {
            while (true)
            {
                _wait.ForInput(_socket, Patience, CancellationToken.None);
                var sender = default(sockaddr_nl);
                var senderLength = (uint)sizeof(sockaddr_nl);
                var length = NativeLinux.recvfrom(_socket, start, (nuint)message.Length, 0, &sender, &senderLength);
                if (length >= 0) return (int)length;
                if (!KernelException.LastIs(Errno.Intr)) throw KernelException.Last("nf_tables does not answer");
            }
        }
    }

    /// <summary>Whether more is to come.</summary>
    private bool Take(byte[] message, int length, bool isDump, Answer answer)
    {
        var rest = message.AsSpan(0, length);
        var more = true;
        while (MemoryMarshal.TryRead<nlmsghdr>(rest, out var header)
            && header.nlmsg_len >= sizeof(nlmsghdr) && header.nlmsg_len <= rest.Length)
        {
            var payload = rest[sizeof(nlmsghdr)..(int)header.nlmsg_len];
            rest = rest[Math.Min(NetlinkAttributes.Aligned((int)header.nlmsg_len), rest.Length)..];
            // Of a question that failed half way, the rest may still come.
            if (header.nlmsg_seq != _sequence) continue;
            if (header.nlmsg_type is (ushort)ControlMessage.Done or (ushort)ControlMessage.Error)
            {
                RefuseFault(payload);
                more = false;
            }
            else if (payload.Length >= sizeof(nfgenmsg))
            {
                answer(new NetlinkAttributes(payload[sizeof(nfgenmsg)..]), message);
                more = isDump;
            }
        }

        return more;
    }

    private static void RefuseFault(ReadOnlySpan<byte> payload)
    {
        // A table that is not there has no rules.
        if (!MemoryMarshal.TryRead<int>(payload, out var fault) || fault == 0 || -fault == (int)Errno.Noent) return;
        Marshal.SetLastPInvokeError(-fault);
        throw KernelException.Last("nf_tables does not answer", (Errno.Perm, "it needs CAP_NET_ADMIN"));
    }

    private delegate void Answer(NetlinkAttributes attributes, byte[] message);
}
