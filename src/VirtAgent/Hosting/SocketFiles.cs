using System.Net.Sockets;
using System.Text;

namespace VirtAgent.Hosting;

/// <summary>Sockets in the file system.</summary>
internal static class SocketFiles
{
    /// <summary>A path cannot be longer, in bytes (unix(7)).</summary>
    public const int LongestPath = 107;

    /// <summary>Read and write for owner and group; a client needs both.</summary>
    public const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>
    /// A socket at <paramref name="path"/>. One that an agent left behind when it died is replaced; one where somebody listens is
    /// not, nor any other file.
    /// </summary>
    /// <param name="path">Where; the folder exists. .NET removes the file when the socket is closed.</param>
    /// <param name="type">Stream or datagram.</param>
    /// <param name="mode">Who may use it. Until it is set the umask holds, under which nobody but the owner can write.</param>
    /// <param name="wayOut">What to do where it is taken; ends the sentence.</param>
    /// <exception cref="IOException">Somebody listens there, or it is another file.</exception>
    /// <exception cref="SocketException">It cannot be made.</exception>
    public static Socket Bind(string path, SocketType type, UnixFileMode mode, string wayOut)
    {
        var address = Address(path);
        if (Path.Exists(path) && !RemoveStale(path, type, address))
            throw new IOException($"Somebody listens on {path} already, or it is no socket; {wayOut}.");
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            socket.Bind(address);
            File.SetUnixFileMode(path, mode);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The address of a socket at <paramref name="path"/>.</summary>
    /// <exception cref="IOException">The path is longer than <see cref="LongestPath"/>.</exception>
    public static UnixDomainSocketEndPoint Address(string path) => Encoding.UTF8.GetByteCount(path) <= LongestPath
        ? new UnixDomainSocketEndPoint(path)
        : throw new IOException($"{path} cannot be a socket: its path is longer than {LongestPath} bytes.");

    private static bool RemoveStale(string path, SocketType type, UnixDomainSocketEndPoint address)
    {
        using var probe = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address);
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode == SocketError.ConnectionRefused
            && (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == 0
            && new FileInfo(path).Length == 0)
        {
            File.Delete(path);
            return true;
        }
        catch (SocketException)
        {
        }

        return false;
    }
}
