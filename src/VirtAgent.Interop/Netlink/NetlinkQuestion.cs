using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Netlink;

/// <summary>The body of a question: the family's own header, then attributes (linux/netlink.h).</summary>
internal sealed unsafe class NetlinkQuestion
{
    private readonly ArrayBufferWriter<byte> _body = new(64);

    /// <summary>What was put together so far.</summary>
    public ReadOnlySpan<byte> Body => _body.WrittenSpan;

    /// <summary>A question that begins with <paramref name="header"/>.</summary>
    public static NetlinkQuestion Of<T>(T header) where T : unmanaged
    {
        var question = new NetlinkQuestion();
        question.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in header)));
        return question;
    }

    /// <summary>Adds a number of four bytes in the machine's order, as all but netfilter want it.</summary>
    public NetlinkQuestion With(int type, uint value) => With(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    /// <summary>Adds a text, which ends with NUL.</summary>
    public NetlinkQuestion With(int type, string text) => With(type, [.. Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>Adds an attribute.</summary>
    public NetlinkQuestion With(int type, ReadOnlySpan<byte> value)
    {
        var header = new nlattr { nla_len = (ushort)(sizeof(nlattr) + value.Length), nla_type = (ushort)type };
        Append(MemoryMarshal.AsBytes(new ReadOnlySpan<nlattr>(in header)));
        Append(value);
        return this;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _body.Write(bytes);
        ReadOnlySpan<byte> padding = [0, 0, 0];
        _body.Write(padding[..(NetlinkAttributes.Aligned(bytes.Length) - bytes.Length)]);
    }
}
