using System.Buffers.Binary;
using System.Text;

namespace VirtAgent.Tests.Sinks.Otlp;

/// <summary>A protobuf message as its wire format has it: fields by number, without a schema.</summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, byte[]? Bytes)> _fields = [];

    public ProtoMessage(ReadOnlySpan<byte> wire)
    {
        while (wire.Length > 0)
        {
            var tag = Varint(ref wire);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref wire), null));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(wire), null));
                    wire = wire[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref wire);
                    _fields.Add((field, 0, wire[..length].ToArray()));
                    wire = wire[length..];
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(wire), null));
                    wire = wire[4..];
                    break;
                default:
                    throw new FormatException($"Wire type {tag & 7} is none.");
            }
        }
    }

    /// <summary>All messages at the end of a path of field numbers.</summary>
    public IEnumerable<ProtoMessage> At(params int[] path) => path is []
        ? [this]
        : _fields.Where(field => field.Field == path[0]).SelectMany(field => new ProtoMessage(field.Bytes).At(path[1..]));

    public string Text(int field) => Encoding.UTF8.GetString(_fields.Single(one => one.Field == field).Bytes!);

    public ulong Number(int field) => _fields.Single(one => one.Field == field).Number;

    /// <summary>Repeated KeyValue (key 1, AnyValue 2) with string values (1), as <c>key=value</c>.</summary>
    public IEnumerable<string> Attributes(int field) =>
        At(field).Select(pair => $"{pair.Text(1)}={pair.At(2).Single().Text(1)}");

    private static ulong Varint(ref ReadOnlySpan<byte> wire)
    {
        var number = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var octet = wire[0];
            wire = wire[1..];
            number |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80) return number;
        }
    }
}
