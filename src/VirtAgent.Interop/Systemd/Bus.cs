using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Interop.Systemd;

/// <summary>
/// One connection to a D-Bus bus, by sd-bus. Everything about it and its messages happens on the one thread that opened it: the
/// thread calls <see cref="Process"/> until it has nothing left to do, then <see cref="Wait"/>, which others end by
/// <see cref="WakeUp.Set"/>.
/// </summary>
public sealed unsafe class Bus : IDisposable
{
    private readonly BusHandle _handle;
    private readonly List<GCHandle> _answerers = [];
    private Exception? _fault;

    private Bus(BusHandle handle) => _handle = handle;

    /// <summary>Opens the system bus: <c>DBUS_SYSTEM_BUS_ADDRESS</c>, else <c>/run/dbus/system_bus_socket</c>.</summary>
    /// <exception cref="BusException">libsystemd is not installed, or nobody listens.</exception>
    public static Bus OpenSystem()
    {
        RequireLibrary();
        BusException.Check(
            NativeSystemd.sd_bus_open_system(out var handle), "The system bus cannot be reached",
            (Errno.Noent, "there is no /run/dbus/system_bus_socket: is dbus installed and running?"),
            (Errno.Connrefused, "nobody listens: is dbus running?"));
        return new Bus(handle);
    }

    /// <summary>Opens the bus at <paramref name="address"/>: <c>unix:path=/run/dbus/system_bus_socket</c>.</summary>
    /// <exception cref="BusException">libsystemd is not installed, the address is none, or nobody listens there.</exception>
    public static Bus Open(string address)
    {
        RequireLibrary();
        BusException.Check(NativeSystemd.sd_bus_new(out var handle), "No bus connection can be made");
        var bus = new Bus(handle);
        try
        {
            BusException.Check(NativeSystemd.sd_bus_set_address(handle, address), $"'{address}' is no address of a bus");
            BusException.Check(NativeSystemd.sd_bus_set_bus_client(handle, 1), "No bus connection can be made");
            BusException.Check(NativeSystemd.sd_bus_start(handle), $"The bus at {address} cannot be reached");
            return bus;
        }
        catch
        {
            bus.Dispose();
            throw;
        }
    }

    /// <summary>Takes a well-known name, and waits for the bus to say that it is ours.</summary>
    /// <exception cref="BusException">The bus refuses, somebody else has the name, or the bus does not answer.</exception>
    public void RequestName(string name) => BusException.Check(
        NativeSystemd.sd_bus_request_name(_handle, name, 0), $"The bus name {name} cannot be had",
        (Errno.Acces, "the policy of the bus does not allow it to this user: install its policy file and reload the bus"),
        (Errno.Exist, "another process has it"));

    /// <summary>
    /// Has <paramref name="answer"/> answer the calls to <paramref name="path"/> and all objects below, except
    /// org.freedesktop.DBus.Peer, which sd-bus answers itself.
    /// </summary>
    /// <exception cref="BusException">The path is none.</exception>
    public void AnswerUnder(string path, Func<BusMessage, BusMessage> answer)
    {
        var answerer = Keep(new Answerer(this, answer, null));
        BusException.Check(
            NativeSystemd.sd_bus_add_fallback(_handle, 0, path, &sd_bus_message_handler_t, answerer),
                $"No object can be put at {path}");
    }

    /// <summary>
    /// Has <paramref name="heard"/> told of each message that fits <paramref name="match"/> from now on. Does not wait for the
    /// bus; one that refuses ends the connection.
    /// </summary>
    /// <param name="match">
    /// A match rule of the D-Bus specification: <c>type='signal',sender='org.example',member='Changed'</c>.
    /// </param>
    /// <param name="heard">Called by <see cref="Process"/>.</param>
    /// <exception cref="BusException">The rule is none.</exception>
    public void Listen(string match, Action<BusMessage> heard)
    {
        var answerer = Keep(new Answerer(this, null, heard));
        BusException.Check(
            NativeSystemd.sd_bus_add_match_async(_handle, 0, match, &sd_bus_message_handler_t, null, answerer),
            $"The bus cannot be asked for {match}");
    }

    /// <summary>Begins a signal; <see cref="Send"/> it, and dispose it.</summary>
    /// <exception cref="BusException">A name is none.</exception>
    public BusMessage Signal(string path, string @interface, string member)
    {
        BusException.Check(
            NativeSystemd.sd_bus_message_new_signal(_handle, out var message, path, @interface, member),
            $"The signal {@interface}.{member} cannot be made");
        return new BusMessage(message);
    }

    /// <summary>Sends a message, at once or, where the bus does not read, with the next <see cref="Process"/>.</summary>
    /// <exception cref="BusException">The message is not complete, or the connection is gone.</exception>
    public void Send(BusMessage message) =>
        BusException.Check(NativeSystemd.sd_bus_send(_handle, message.Handle, 0), $"{message.Member} cannot be sent");

    /// <summary>Does one piece of what is to be done: reads, answers, writes. False when there is nothing more.</summary>
    /// <exception cref="BusException">The connection is gone.</exception>
    /// <exception cref="InvalidOperationException">
    /// An answer threw something else than a <see cref="BusException"/>; whoever called has been told that it failed, as always.
    /// </exception>
    public bool Process()
    {
        var more = BusException.Check(NativeSystemd.sd_bus_process(_handle, 0), "The bus is gone") > 0;
        if (_fault is not { } fault) return more;
        _fault = null;
        throw new InvalidOperationException(fault.Message, fault);
    }

    /// <summary>Waits until there is something to process or <paramref name="wakeUp"/> is set.</summary>
    /// <param name="wakeUp">What ends the wait.</param>
    /// <param name="longest">Up to 24 days; <see cref="Timeout.InfiniteTimeSpan"/> to wait for ever.</param>
    /// <exception cref="BusException">The connection is gone.</exception>
    public void Wait(WakeUp wakeUp, TimeSpan longest)
    {
        var descriptor = BusException.Check(NativeSystemd.sd_bus_get_fd(_handle), "The bus is gone");
        var events = BusException.Check(NativeSystemd.sd_bus_get_events(_handle), "The bus is gone");
        BusException.Check(NativeSystemd.sd_bus_get_timeout(_handle, out var due), "The bus is gone");
        wakeUp.Wait(descriptor, (short)events, Shorter(longest, due));
    }

    /// <summary>Closes the connection; what the bus has not read yet is dropped.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        foreach (var answerer in _answerers) answerer.Free();
        _answerers.Clear();
    }

    /// <summary>sd-bus gives CLOCK_MONOTONIC in microseconds, or all ones for never; Stopwatch reads that clock.</summary>
    private static TimeSpan Shorter(TimeSpan longest, ulong due)
    {
        if (due == ulong.MaxValue) return longest;
        var left = TimeSpan.FromMicroseconds(due) - Stopwatch.GetElapsedTime(0);
        if (left < TimeSpan.Zero) return TimeSpan.Zero;
        return longest == Timeout.InfiniteTimeSpan || left < longest ? left : longest;
    }

    private static void RequireLibrary()
    {
        const string library = NativeSystemd.Library;
        if (NativeLibrary.TryLoad(library, typeof(Bus).Assembly, DllImportSearchPath.SafeDirectories, out _)) return;
        throw new BusException($"{library} cannot be loaded: install it (Debian: libsystemd0, Fedora: systemd-libs).", 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int sd_bus_message_handler_t(nint message, nint userdata, nint error)
    {
        const int notMine = 0, done = 1;
        var answerer = (Answerer)GCHandle.FromIntPtr(userdata).Target!;
        try
        {
            using var call = new BusMessage(MessageHandle.Reference(message));
            answerer.Heard?.Invoke(call);
            if (answerer.Answer is null || !call.IsCall) return notMine;

            using var reply = answerer.Answer(call);
            answerer.Bus.Send(reply);
            return done;
        }
        catch (BusException refused)
        {
            // What a caller sends is the caller's fault: it is told, and nobody else suffers.
            return -(refused.ErrorNumber > 0 ? refused.ErrorNumber : (int)Errno.Io);
        }
        catch (Exception fault)
        {
            // Nothing may leave this method but a number: an exception would abort the process.
            answerer.Bus._fault = fault;
            return -(int)Errno.Io;
        }
    }

    private nint Keep(Answerer answerer)
    {
        _answerers.Add(GCHandle.Alloc(answerer));
        return GCHandle.ToIntPtr(_answerers[^1]);
    }

    private sealed record Answerer(Bus Bus, Func<BusMessage, BusMessage>? Answer, Action<BusMessage>? Heard);
}
