using VirtAgent.Interop.Libvirt;
using VirtAgent.Observe.Hints;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Observe.Libvirt;

/// <summary>What is known of one libvirt over connections that stand; closes them at the end.</summary>
internal interface ILibvirtCatalog : IDisposable
{
    /// <summary>Why a connection ended, in words; null while all stand.</summary>
    string? Ended { get; }

    /// <summary>Version of the daemon that has the networks.</summary>
    string Daemon { get; }

    /// <summary>Looks again, at as little as <paramref name="hints"/> allow.</summary>
    /// <exception cref="LibvirtException">The daemon is gone, refuses, or fails.</exception>
    void Refresh(HintSet hints);

    /// <summary>All of it, by path in a recorded host.</summary>
    void CopyTo(HostRecordBuilder observation);
}
