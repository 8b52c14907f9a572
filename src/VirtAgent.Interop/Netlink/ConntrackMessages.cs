using System.Buffers.Binary;
using System.Net;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>Reads the messages of ctnetlink (linux/netfilter/nfnetlink_conntrack.h).</summary>
internal static unsafe class ConntrackMessages
{
    /// <summary>As netfilter has its numbers.</summary>
    public static uint NetworkOrder(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value)
        : value;

    /// <summary>
    /// The flow, if its status has the bits <paramref name="status"/> of <paramref name="mask"/> and it is wanted.
    /// </summary>
    public static ConntrackFlow? Flow(ReadOnlySpan<byte> payload, IFlowFilter wanted, uint mask, uint status)
    {
        if (payload.Length < sizeof(nfgenmsg)) return null;
        ReadOnlySpan<byte> original = default, reply = default, help = default;
        uint bits = 0;
        ushort zone = 0;
        var attributes = new NetlinkAttributes(payload[sizeof(nfgenmsg)..]);
        while (attributes.Next())
        {
            switch ((ConntrackAttribute)attributes.Type)
            {
                case ConntrackAttribute.TupleOrig:
                    original = attributes.Value;
                    break;
                case ConntrackAttribute.TupleReply:
                    reply = attributes.Value;
                    break;
                case ConntrackAttribute.Status:
                    bits = attributes.Number;
                    break;
                case ConntrackAttribute.Help:
                    help = attributes.Value;
                    break;
                case ConntrackAttribute.Zone:
                    zone = Short(attributes.Value);
                    break;
            }
        }

        if ((bits & mask) != status) return null;
        Addresses(original, out var source, out var destination);
        Addresses(reply, out var answerer, out _);
        if (source.IsEmpty || destination.IsEmpty || answerer.IsEmpty
            || !wanted.Wants(source, destination, answerer)) return null;
        return new ConntrackFlow(
            Protocol(original), Tuple(original), Tuple(reply), bits, zone, help.IsEmpty ? null
                : Text(help, (int)HelpAttribute.Name));
    }

    /// <summary>The helper of an expectation.</summary>
    public static string Expectation(ReadOnlySpan<byte> payload) =>
        payload.Length < sizeof(nfgenmsg) ? "" : Text(payload[sizeof(nfgenmsg)..], (int)ExpectationAttribute.HelpName);

    private static void Addresses(ReadOnlySpan<byte> tuple, out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> destination)
    {
        source = destination = default;
        var attributes = new NetlinkAttributes(Nested(tuple, (int)TupleAttribute.Ip));
        while (attributes.Next())
        {
            if ((TupleAddressAttribute)attributes.Type is TupleAddressAttribute.V4Src or TupleAddressAttribute.V6Src)
                source = attributes.Value;
            else if ((TupleAddressAttribute)attributes.Type is TupleAddressAttribute.V4Dst or TupleAddressAttribute.V6Dst)
                destination = attributes.Value;
        }
    }

    private static ConntrackTuple Tuple(ReadOnlySpan<byte> tuple)
    {
        Addresses(tuple, out var source, out var destination);
        ushort sourcePort = 0, destinationPort = 0;
        byte type = 0, code = 0;
        var attributes = new NetlinkAttributes(Nested(tuple, (int)TupleAttribute.Proto));
        while (attributes.Next())
        {
            switch ((TupleProtocolAttribute)attributes.Type)
            {
                case TupleProtocolAttribute.SrcPort or TupleProtocolAttribute.IcmpId or TupleProtocolAttribute.Icmpv6Id:
                    sourcePort = Short(attributes.Value);
                    break;
                case TupleProtocolAttribute.DstPort:
                    destinationPort = Short(attributes.Value);
                    break;
                case TupleProtocolAttribute.IcmpType or TupleProtocolAttribute.Icmpv6Type:
                    type = attributes.Value[0];
                    break;
                case TupleProtocolAttribute.IcmpCode or TupleProtocolAttribute.Icmpv6Code:
                    code = attributes.Value[0];
                    break;
            }
        }

        return new ConntrackTuple(new IPAddress(source), new IPAddress(destination), sourcePort, destinationPort, type, code);
    }

    private static byte Protocol(ReadOnlySpan<byte> tuple)
    {
        var number = Nested(Nested(tuple, (int)TupleAttribute.Proto), (int)TupleProtocolAttribute.Num);
        return number.IsEmpty ? (byte)0 : number[0];
    }

    private static ReadOnlySpan<byte> Nested(ReadOnlySpan<byte> attribute, int type)
    {
        var attributes = new NetlinkAttributes(attribute);
        while (attributes.Next())
            if (attributes.Type == type) return attributes.Value;

        return default;
    }

    private static string Text(ReadOnlySpan<byte> attribute, int type) =>
        System.Text.Encoding.UTF8.GetString(Nested(attribute, type).TrimEnd((byte)0));

    private static ushort Short(ReadOnlySpan<byte> value) =>
        BinaryPrimitives.TryReadUInt16BigEndian(value, out var number) ? number : (ushort)0;
}
