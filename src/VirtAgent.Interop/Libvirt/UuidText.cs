namespace VirtAgent.Interop.Libvirt;

/// <summary>libvirt's 16 bytes as text, without asking libvirt: most significant byte first (RFC 9562, section 4).</summary>
internal static unsafe class UuidText
{
    /// <summary><c>VIR_UUID_BUFLEN</c>, libvirt-common.h.</summary>
    internal const int Length = 16;

    internal static string From(byte* uuid) => new Guid(new ReadOnlySpan<byte>(uuid, Length), bigEndian: true).ToString();
}
