namespace VirtAgent.Interop.Posix;

/// <summary>What lies at a path; a symbolic link is one, wherever it leads.</summary>
public enum PathKind
{
    /// <summary>Nothing, or nothing that may be seen.</summary>
    Nothing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, pipe or socket.</summary>
    Special,
}
