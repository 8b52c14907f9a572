namespace VirtAgent.Watch;

/// <summary>What <c>run</c> was told.</summary>
/// <param name="Uri">libvirt to watch.</param>
/// <param name="Folders">Where it keeps its things.</param>
/// <param name="Resync">How long nothing may report anything before everything is looked at again.</param>
internal sealed record DaemonOptions(string Uri, DaemonFolders Folders, TimeSpan Resync);
