using System.Net.Sockets;

namespace VirtAgent.Record.Endpoint;

/// <summary>Listening sockets in the file system.</summary>
internal static class SocketFiles
{
    /// <summary>
    /// A listening socket that its user and group can use. One that an agent left behind when it died is replaced; one where
    /// somebody listens is not, nor any other file.
    /// </summary>
    /// <exception cref="IOException">Somebody listens there, or it is another file.</exception>
    /// <exception cref="SocketException">It cannot be made.</exception>
    public static Socket Open(string file)
    {
        var address = new UnixDomainSocketEndPoint(file);
        if (Path.Exists(file)) RemoveStale(file, address);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(address);
            File.SetUnixFileMode(
                file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RemoveStale(string file, UnixDomainSocketEndPoint address)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address);
        }
        catch (SocketException nobody) when (nobody.SocketErrorCode == SocketError.ConnectionRefused
            && (File.GetAttributes(file) & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == 0
            && new FileInfo(file).Length == 0)
        {
            File.Delete(file);
            return;
        }
        catch (SocketException)
        {
        }

        throw new IOException($"endpoint cannot listen on {file}: somebody does already, or it is no socket; name another file.");
    }
}
