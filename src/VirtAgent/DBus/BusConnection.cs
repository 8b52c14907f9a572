using System.Net.Sockets;
using Tmds.DBus.Protocol;

namespace VirtAgent.DBus;

/// <summary>
/// One connection to a D-Bus bus. Nothing here waits on a thread: a bus that hangs costs a task that is not resumed. What is sent
/// and the bus has not read yet is kept within bounds, as the queue below has none. Tmds.DBus.Protocol resumes whoever waits for
/// an answer on the loop that reads; each wait here ends with a yield, so that what the caller does next cannot hold up the
/// reading.
/// </summary>
internal sealed class BusConnection : IDisposable
{
    private const string SystemBus = "unix:path=/run/dbus/system_bus_socket";
    private const string Bus = "org.freedesktop.DBus";

    private readonly DBusConnection _connection;
    private readonly UnreadMessages _unread;
    private readonly CancellationTokenSource _gone = new();

    private BusConnection(DBusConnection connection)
    {
        _connection = connection;
        _unread = new UnreadMessages(() => connection.CallMethodAsync(Question()));
        _ = connection.DisconnectedAsync().ContinueWith(_ => _gone.Cancel(), TaskScheduler.Default);
    }

    /// <summary>Cancelled when the connection has ended, whoever ended it.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Connects to the bus at <paramref name="address"/>; null for the system bus.</summary>
    /// <exception cref="IOException">There is no bus, or it takes no connection from this user.</exception>
    public static async Task<BusConnection> OpenAsync(string? address, CancellationToken cancellation)
    {
        address ??= Environment.GetEnvironmentVariable("DBUS_SYSTEM_BUS_ADDRESS") ?? SystemBus;
        var connection = new DBusConnection(address);
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(cancellation);
            return new BusConnection(connection);
        }
        catch (Exception failure)
        {
            connection.Dispose();
            if (failure is OperationCanceledException) throw;
            throw new IOException($"The bus at {address} cannot be reached: {Reason(failure)}.", failure);
        }
        finally
        {
            await Task.Yield();
        }
    }

    /// <summary>Takes a well-known name, which nobody can take away, and waits for the bus to say that it is ours.</summary>
    /// <exception cref="IOException">The bus refuses, somebody else has the name, or the connection is gone.</exception>
    public async Task RequestNameAsync(string name, CancellationToken cancellation)
    {
        string reason;
        try
        {
            if (await _connection.TryRequestNameAsync(name, RequestNameOptions.None).WaitAsync(cancellation)) return;
            reason = "another process has it";
        }
        catch (DBusErrorReplyException refused) when (refused.ErrorName == Bus + ".Error.AccessDenied")
        {
            reason = "the policy of the bus does not allow it to this user: install its policy file and reload the bus";
        }
        catch (DBusExceptionBase failure)
        {
            reason = failure.Message;
        }
        finally
        {
            await Task.Yield();
        }

        throw new IOException($"The bus name {name} cannot be had: {reason}.");
    }

    /// <summary>
    /// Has <paramref name="answer"/> answer the calls to every path but those of org.freedesktop.DBus.Peer. It is called for one
    /// call after the other; what it throws fails that call and nothing else.
    /// </summary>
    public void Serve(Func<Message, BusReply> answer) => _connection.AddMethodHandler(new Answerer(this, answer));

    /// <summary>Has <paramref name="heard"/> called at each such signal, from when this returns. It must not throw.</summary>
    /// <exception cref="DBusExceptionBase">The bus refuses, or the connection is gone.</exception>
    public async Task ListenAsync(string sender, string path, string member, Action heard, CancellationToken cancellation)
    {
        await _connection.WatchSignalAsync(
            sender, path, sender, member, (Notification _) => heard(), ObserverFlags.None, emitOnCapturedContext: false)
            .AsTask().WaitAsync(cancellation);
        await Task.Yield();
    }

    /// <summary>Sends a signal; waits where the bus is behind with reading.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task SignalAsync(
        string path, string owner, string member, string signature, BusWrite write, CancellationToken cancellation)
    {
        if (_gone.IsCancellationRequested || !_connection.TrySendMessage(Signal(path, owner, member, signature, write)))
            throw new IOException("The bus is gone.");
        _unread.Sent();
        if (_unread.IsMany) await FlushAsync(cancellation);
    }

    /// <summary>Waits until the bus has read all that was sent before.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        try
        {
            await _unread.NoneAsync(cancellation);
        }
        catch (DBusExceptionBase gone)
        {
            throw new IOException($"The bus is gone: {gone.Message}", gone);
        }
        finally
        {
            await Task.Yield();
        }
    }

    /// <summary>Closes the connection; what the bus has not read yet is dropped.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _gone.Cancel();
    }

    // .NET has no error of its own for a path that does not exist.
    private static string Reason(Exception failure) => failure.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "there is no such socket: is dbus installed and running?",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nobody listens: is dbus running?",
        _ => failure.Message.TrimEnd('.'),
    };

    private MessageBuffer Signal(string path, string owner, string member, string signature, BusWrite write)
    {
        var writer = _connection.GetMessageWriter();
        try
        {
            writer.WriteSignalHeader(path: path, @interface: owner, member: member, signature: signature);
            write(ref writer);
            return writer.CreateMessage();
        }
        finally
        {
            writer.Dispose();
        }
    }

    // Not Peer.Ping: the policy of the system bus lets nobody ask the bus itself for it (dbus' system.conf).
    private MessageBuffer Question()
    {
        using var writer = _connection.GetMessageWriter();
        writer.WriteMethodCallHeader(Bus, "/org/freedesktop/DBus", Bus, "GetId");
        return writer.CreateMessage();
    }

    private sealed class Answerer(BusConnection bus, Func<Message, BusReply> answer) : IPathMethodHandler
    {
        public string Path => "/";

        public bool HandlesChildPaths => true;

        public ValueTask HandleMethodAsync(MethodContext context)
        {
            // A client that asks and does not take the answers fills the bus, and then the bus takes no more of ours.
            if (bus._unread.IsTooMany) bus.Dispose();
            else Answer(context);
            return ValueTask.CompletedTask;
        }

        private void Answer(MethodContext context)
        {
            try
            {
                var reply = bus._unread.IsMany
                    ? BusReply.Refusal("LimitsExceeded", "Too many answers of the agent are on their way; ask again later.")
                    : answer(context.Request);
                if (reply.Error is { } error) context.ReplyError(error, reply.Reason);
                else Reply(context, reply);
            }
            catch (Exception fault)
            {
                // Whatever left this method would end the connection, for everybody.
                context.ReplyError(Bus + ".Error.Failed", $"The call cannot be answered ({fault.GetType().Name}).");
            }

            bus._unread.Sent();
        }

        private static void Reply(MethodContext context, BusReply reply)
        {
            var writer = context.CreateReplyWriter(reply.Signature);
            try
            {
                reply.Write(ref writer);
                context.Reply(writer.CreateMessage());
            }
            finally
            {
                writer.Dispose();
            }
        }
    }
}
