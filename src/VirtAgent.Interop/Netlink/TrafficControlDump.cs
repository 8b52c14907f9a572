using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>
/// Asks for the queueing disciplines and filters of this network namespace (linux/rtnetlink.h, linux/pkt_cls.h). The kernel loads
/// no module for that. One thread at a time.
/// </summary>
public sealed class TrafficControlDump : IDisposable
{
    // Where packets that come in and go out meet clsact; ingress has the first alone (linux/pkt_sched.h).
    private const uint ClsactIngress = 0xfffffff2;
    private const uint ClsactEgress = 0xfffffff3;
    private const uint ClsactMajor = 0xffff0000;

    // Stands for "no device, but a block" (TCM_IFINDEX_MAGIC_BLOCK).
    private const int BlockInsteadOfDevice = -1;

    /// <summary>
    /// By classifier the attribute that holds its actions (linux/pkt_cls.h). bpf is not among them: its program may do anything.
    /// </summary>
    private static readonly Dictionary<string, int> ActionsOf = new()
    {
        ["u32"] = 7,
        ["flower"] = 3,
        ["matchall"] = 2,
        ["basic"] = 3,
        ["fw"] = 4,
        ["route"] = 6,
        ["flow"] = 9,
        ["cgroup"] = 1,
    };

    private readonly NetlinkSocket _socket = new(NetlinkFamily.Route, "tc filters");

    private TrafficControlDump()
    {
    }

    /// <summary>Opens a socket for questions.</summary>
    /// <exception cref="KernelException">The kernel refuses.</exception>
    public static TrafficControlDump Open() => new();

    /// <summary>Those of all devices.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<QueueDiscipline> QueueDisciplines() =>
        _socket.Dump((int)RouteMessage.Getqdisc, NetlinkQuestion.Of(default(tcmsg)), Discipline);

    /// <summary>The handles of the classes below the disciplines of a device: each may have filters of its own.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<uint> Classes(int index) => [.. _socket.Dump(
        (int)RouteMessage.Gettclass, NetlinkQuestion.Of(new tcmsg { tcm_ifindex = index }), Class).Select(one => one.Handle)];

    /// <summary>The filters that packets meet which come in on a device with clsact or ingress.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<TcFilter> Ingress(QueueDiscipline discipline) =>
        Filters(discipline.Index, discipline.Kind == "ingress" ? ClsactMajor : ClsactIngress);

    /// <summary>The filters that packets meet which go out on a device with clsact.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<TcFilter> Egress(QueueDiscipline discipline) => Filters(discipline.Index, ClsactEgress);

    /// <summary>The filters of a discipline (by its handle) or of a class.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<TcFilter> Filters(int index, uint parent) => _socket.Dump(
        (int)RouteMessage.Gettfilter, NetlinkQuestion.Of(new tcmsg { tcm_ifindex = index, tcm_parent = parent }), Filter);

    /// <summary>The filters of a block that devices share.</summary>
    /// <exception cref="KernelException">The kernel does not answer.</exception>
    public IReadOnlyList<TcFilter> OfBlock(uint block) => Filters(BlockInsteadOfDevice, block);

    /// <summary>Closes the socket.</summary>
    public void Dispose() => _socket.Dispose();

    private static unsafe QueueDiscipline? Discipline(ReadOnlySpan<byte> payload)
    {
        if (!MemoryMarshal.TryRead<tcmsg>(payload, out var header)) return null;
        var (kind, ingress, egress) = ("", 0u, 0u);
        var attributes = new NetlinkAttributes(payload[sizeof(tcmsg)..]);
        while (attributes.Next())
        {
            switch ((TrafficAttribute)attributes.Type)
            {
                case TrafficAttribute.Kind:
                    kind = attributes.Text;
                    break;
                case TrafficAttribute.IngressBlock:
                    ingress = attributes.HostNumber;
                    break;
                case TrafficAttribute.EgressBlock:
                    egress = attributes.HostNumber;
                    break;
            }
        }

        return new QueueDiscipline(header.tcm_ifindex, kind, header.tcm_handle, header.tcm_parent, ingress, egress);
    }

    private static QueueDiscipline? Class(ReadOnlySpan<byte> payload) => MemoryMarshal.TryRead<tcmsg>(payload, out var header)
        ? new QueueDiscipline(header.tcm_ifindex, "", header.tcm_handle, header.tcm_parent, 0, 0)
        : null;

    private static unsafe TcFilter? Filter(ReadOnlySpan<byte> payload)
    {
        if (!MemoryMarshal.TryRead<tcmsg>(payload, out var header)) return null;
        var (kind, chain) = ("", 0u);
        ReadOnlySpan<byte> options = default;
        var attributes = new NetlinkAttributes(payload[sizeof(tcmsg)..]);
        while (attributes.Next())
        {
            switch ((TrafficAttribute)attributes.Type)
            {
                case TrafficAttribute.Kind:
                    kind = attributes.Text;
                    break;
                case TrafficAttribute.Options:
                    options = attributes.Value;
                    break;
                case TrafficAttribute.Chain:
                    chain = attributes.HostNumber;
                    break;
            }
        }

        var known = ActionsOf.TryGetValue(kind, out var place);
        return new TcFilter(kind, chain, (ushort)(header.tcm_info >> 16), known ? TcActions.In(options, place) : [], known);
    }
}
