namespace VirtAgent.Interop.Posix;

/// <summary>Tells regular files from devices and pipes, which .NET does not.</summary>
public static class PathKinds
{
    /// <summary>What lies at <paramref name="path"/>. Nothing is opened, so that no pipe waits for its other end.</summary>
    public static PathKind Of(string path) => FileStatus.Of(path)?.Kind ?? PathKind.Nothing;
}
