namespace VirtAgent.Interop.Inotify;

/// <summary>One change in, or of, a watched folder.</summary>
/// <param name="Watch">What <see cref="FolderWatch.Add"/> returned for the folder; -1 for an overflow.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Name">The name in the folder that it happened to; empty where it is about the folder itself.</param>
/// <param name="IsFolder">Whether that name is a folder.</param>
public readonly record struct FolderEvent(int Watch, FolderChange Kind, string Name, bool IsFolder);
