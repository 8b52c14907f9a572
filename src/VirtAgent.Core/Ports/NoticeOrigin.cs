namespace VirtAgent.Core.Ports;

/// <summary>Who reported that a port came or went.</summary>
public enum NoticeOrigin
{
    /// <summary>libvirt's network hook: before the port is listed, and again for every port when libvirtd starts.</summary>
    Hook,

    /// <summary>inotify on libvirt's port files: while the port is listed, and after it is not any more.</summary>
    PortFolder,
}
