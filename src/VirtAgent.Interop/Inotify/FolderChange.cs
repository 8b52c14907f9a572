namespace VirtAgent.Interop.Inotify;

/// <summary>What happened in a watched folder, or to it.</summary>
public enum FolderChange
{
    /// <summary>A file or folder was made in it; a file may still be empty.</summary>
    Created,

    /// <summary>A file or folder was renamed into it, from wherever.</summary>
    MovedTo,

    /// <summary>A file or folder in it was deleted, or renamed away.</summary>
    Deleted,

    /// <summary>The folder itself is gone from its place: deleted, renamed or unmounted. It is not watched any more.</summary>
    FolderGone,

    /// <summary>More happened than the kernel keeps: look into every watched folder.</summary>
    Overflow,
}
