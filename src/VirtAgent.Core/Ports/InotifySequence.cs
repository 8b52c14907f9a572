namespace VirtAgent.Core.Ports;

/// <summary>
/// Which life of a port the port folder is telling of. inotify keeps its order but has no times, so that it may report a file as
/// new after libvirt's hook has said that the port is gone: only counting tells that from a port that came back.
/// </summary>
internal sealed class InotifySequence
{
    private int _notices;

    /// <summary>A file appeared, or was written again; returns the number of the life it belongs to, from 1.</summary>
    public int Created()
    {
        if (_notices % 2 == 0) _notices++;
        return (_notices + 1) / 2;
    }

    /// <summary>The file went; its appearance may have been missed. Returns the number of the life it belongs to.</summary>
    public int Deleted()
    {
        _notices += _notices % 2 == 0 ? 2 : 1;
        return _notices / 2;
    }

    /// <summary>The folder has told, or will never tell, all there was of <paramref name="lives"/> lives.</summary>
    public void CatchUp(int lives, bool exists) => _notices = 2 * lives - (exists ? 1 : 0);
}
