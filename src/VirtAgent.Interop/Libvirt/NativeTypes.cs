using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

/// <summary><c>struct _virError</c>, virterror.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct virError
{
    public int code;
    public int domain;
    public nint message;
    public int level;
    public nint conn;
    public nint dom;
    public nint str1;
    public nint str2;
    public nint str3;
    public int int1;
    public int int2;
    public nint net;
}

/// <summary><c>struct _virTypedParameter</c>, libvirt-common.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct virTypedParameter
{
    public FieldName field;
    public int type;

    /// <summary>A C union of 8 bytes; <see cref="TypedParameterType.Uint"/> is its first four (little endian).</summary>
    public ulong value;

    /// <summary><c>char field[VIR_TYPED_PARAM_FIELD_LENGTH]</c>, ended by a zero byte.</summary>
    [InlineArray(80)]
    internal struct FieldName
    {
        private byte _first;
    }
}
