namespace VirtAgent.Interop.Libvirt;

/// <summary>A guest (libvirt: domain) as the daemon knows it.</summary>
public sealed class LibvirtDomain : IDisposable
{
    /// <summary>The id of a guest that does not run, <c>(unsigned)-1</c> (libvirt-domain.h).</summary>
    private const uint NoId = uint.MaxValue;

    private readonly DomainHandle _handle;

    internal LibvirtDomain(DomainHandle handle)
    {
        _handle = handle;
        Name = ReadName(handle);
        Uuid = ReadUuid(handle);
        Id = NativeLibvirt.virDomainGetID(handle) is not NoId and var id ? (int)id : null;
    }

    /// <summary>The guest's name.</summary>
    public string Name { get; }

    /// <summary>The guest's UUID, lower case with hyphens.</summary>
    public string Uuid { get; }

    /// <summary>
    /// The number of its present run, another after every start; null when it did not run as it was listed or looked up.
    /// </summary>
    public int? Id { get; }

    /// <summary>Whether the guest ran, or was paused, when it was listed or looked up.</summary>
    public bool IsActive => Id is not null;

    /// <summary>Whether the guest has a definition that outlives its run; asks the daemon each time.</summary>
    /// <exception cref="LibvirtException">The guest is gone, or the daemon does not answer.</exception>
    public bool IsPersistent => LibvirtException.Check(NativeLibvirt.virDomainIsPersistent(_handle)) == 1;

    /// <summary>The guest's XML: the live one if it runs, without secrets (a read-only connection never gets them).</summary>
    /// <param name="inactive">What the next start will use instead; the live XML again for a guest without definition.</param>
    /// <exception cref="LibvirtException">The guest is gone, or the daemon does not answer.</exception>
    public string XmlDesc(bool inactive = false) =>
        LibvirtException.Check(NativeLibvirt.virDomainGetXMLDesc(_handle, inactive ? (uint)DomainXmlFlags.Inactive : 0));

    /// <summary>Lets go of the native object; the guest itself is not touched.</summary>
    public void Dispose() => _handle.Dispose();

    internal static string ReadName(DomainHandle handle) => LibvirtException.Check(NativeLibvirt.virDomainGetName(handle));

    internal static unsafe string ReadUuid(DomainHandle handle)
    {
        var uuid = stackalloc byte[UuidText.Length];
        LibvirtException.Check(NativeLibvirt.virDomainGetUUID(handle, uuid));
        return UuidText.From(uuid);
    }
}
