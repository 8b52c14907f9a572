using System.Runtime.InteropServices;

namespace VirtAgent.Interop.Libvirt;

/// <summary>A virNetworkPort: the place of one NIC on a network, made when a guest starts and gone when it stops.</summary>
public sealed class LibvirtPort : IDisposable
{
    private readonly NetworkPortHandle _handle;

    internal unsafe LibvirtPort(NetworkPortHandle handle)
    {
        _handle = handle;
        var uuid = stackalloc byte[UuidText.Length];
        LibvirtException.Check(NativeLibvirt.virNetworkPortGetUUID(handle, uuid));
        Uuid = UuidText.From(uuid);
    }

    /// <summary>The port's UUID, lower case with hyphens; the <c>portid</c> of the NIC it belongs to.</summary>
    public string Uuid { get; }

    /// <summary>The port's XML: owner, MAC, plug. The tap's name is not in it.</summary>
    /// <exception cref="LibvirtException"><c>NoNetworkPort</c> when it is gone since it was listed.</exception>
    public string XmlDesc() => LibvirtException.Check(NativeLibvirt.virNetworkPortGetXMLDesc(_handle, 0));

    /// <summary>
    /// The port's bandwidth limits by libvirt's names (<c>inbound.average</c> and <c>outbound.peak</c> in KiB/s,
    /// <c>inbound.burst</c> in KiB…, libvirt-network.h <c>VIR_NETWORK_PORT_BANDWIDTH_*</c>); empty without limits.
    /// </summary>
    /// <exception cref="LibvirtException">The port is gone, or a parameter is not an unsigned number.</exception>
    public unsafe IReadOnlyDictionary<string, uint> Parameters()
    {
        LibvirtException.Check(NativeLibvirt.virNetworkPortGetParameters(_handle, out var array, out var count, 0));
        try
        {
            var values = new Dictionary<string, uint>(count);
            foreach (ref readonly var parameter in new ReadOnlySpan<virTypedParameter>((void*)array, count))
            {
                fixed (virTypedParameter.FieldName* field = &parameter.field)
                {
                    var name = Marshal.PtrToStringUTF8((nint)field)!;
                    values[name] = parameter.type == (int)TypedParameterType.Uint
                        ? (uint)parameter.value
                        : throw new LibvirtException(
                            LibvirtErrorCode.NoSupport, 0, nameof(NativeLibvirt.virNetworkPortGetParameters),
                            $"Port {Uuid} has a parameter '{name}' of type {parameter.type}, which this binding does not know.");
                }
            }

            return values;
        }
        finally
        {
            NativeLibvirt.virTypedParamsFree(array, count);
        }
    }

    /// <summary>Lets go of the native object; the port itself is not touched.</summary>
    public void Dispose() => _handle.Dispose();
}
