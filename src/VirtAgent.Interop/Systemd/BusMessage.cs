using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace VirtAgent.Interop.Systemd;

/// <summary>
/// One D-Bus message: a call that came in, or an answer or signal being written. Belongs to the thread of its <see cref="Bus"/>,
/// which disposes it. What is appended goes to the end of the innermost container that is open.
/// </summary>
public sealed unsafe class BusMessage : IDisposable
{
    internal BusMessage(MessageHandle handle) => Handle = handle;

    /// <summary>The object it is for or from; empty where the type of message has none.</summary>
    public string Path => NativeSystemd.sd_bus_message_get_path(Handle) ?? "";

    /// <summary>The interface; null where a caller left it out, which the specification allows.</summary>
    public string? Interface => NativeSystemd.sd_bus_message_get_interface(Handle);

    /// <summary>Name of the method or signal.</summary>
    public string Member => NativeSystemd.sd_bus_message_get_member(Handle) ?? "";

    /// <summary>The types of what it carries: "ss".</summary>
    public string Signature => NativeSystemd.sd_bus_message_get_signature(Handle, 1) ?? "";

    internal MessageHandle Handle { get; }

    internal bool IsCall =>
        NativeSystemd.sd_bus_message_get_type(Handle, out var type) >= 0 && type == (byte)MessageKind.MethodCall;

    /// <summary>Reads the next value, a string.</summary>
    /// <exception cref="BusException">The next value is of another type, or there is none.</exception>
    public string ReadString()
    {
        nint text;
        var read = BusException.Check(
            NativeSystemd.sd_bus_message_read_basic(Handle, (byte)TypeCode.String, &text),
            $"No string can be read from a call of {Member}");
        return read > 0
            ? Marshal.PtrToStringUTF8(text)!
            : throw new BusException($"A call of {Member} carries less than its signature '{Signature}' says.", 0);
    }

    /// <summary>Begins the answer to this call.</summary>
    /// <exception cref="BusException">It is not a call.</exception>
    public BusMessage Reply()
    {
        BusException.Check(NativeSystemd.sd_bus_message_new_method_return(Handle, out var reply), $"{Member} cannot be answered");
        return new BusMessage(reply);
    }

    /// <summary>The answer that refuses this call.</summary>
    /// <param name="name">Name of the error: "org.freedesktop.DBus.Error.InvalidArgs".</param>
    /// <param name="text">One sentence.</param>
    /// <exception cref="BusException">It is not a call, or the name is none.</exception>
    public BusMessage Error(string name, string text)
    {
        var error = new sd_bus_error
        {
            name = (nint)Utf8StringMarshaller.ConvertToUnmanaged(name),
            message = (nint)Utf8StringMarshaller.ConvertToUnmanaged(text),
        };
        try
        {
            BusException.Check(
                NativeSystemd.sd_bus_message_new_method_error(Handle, out var reply, error),
                $"{Member} cannot be refused with {name}");
            return new BusMessage(reply);
        }
        finally
        {
            Utf8StringMarshaller.Free((byte*)error.name);
            Utf8StringMarshaller.Free((byte*)error.message);
        }
    }

    /// <summary>Appends a string.</summary>
    /// <exception cref="ArgumentException">It holds U+0000, which ends a string in D-Bus.</exception>
    /// <exception cref="BusException">It holds a noncharacter such as U+FFFE, or a string has no place here.</exception>
    public void Append(string text) => Append(TypeCode.String, text);

    /// <summary>Appends an object path.</summary>
    /// <exception cref="BusException">It is no path (letters, digits, _ between slashes), or has no place here.</exception>
    public void AppendPath(string path) => Append(TypeCode.ObjectPath, path);

    /// <summary>Appends a number of 32 bits (<c>u</c>).</summary>
    /// <exception cref="BusException">It has no place here.</exception>
    public void Append(uint number) => Append(TypeCode.Uint32, &number);

    /// <summary>Appends a number of 64 bits (<c>t</c>).</summary>
    /// <exception cref="BusException">It has no place here.</exception>
    public void Append(ulong number) => Append(TypeCode.Uint64, &number);

    /// <summary>Appends an array of <paramref name="element"/>; <paramref name="contents"/> appends the elements.</summary>
    /// <exception cref="BusException">It has no place here.</exception>
    public void Array(string element, Action<BusMessage> contents) => Container(TypeCode.Array, element, contents);

    /// <summary>Appends a structure of <paramref name="types"/>; <paramref name="contents"/> appends its members.</summary>
    /// <exception cref="BusException">It has no place here.</exception>
    public void Structure(string types, Action<BusMessage> contents) => Container(TypeCode.Struct, types, contents);

    /// <summary>Appends a key and its value to a dictionary, which is an array of these.</summary>
    /// <exception cref="BusException">It has no place here.</exception>
    public void Entry(string types, Action<BusMessage> contents) => Container(TypeCode.DictEntry, types, contents);

    /// <summary>Appends a value that carries its <paramref name="type"/> with it.</summary>
    /// <exception cref="BusException">It has no place here.</exception>
    public void Variant(string type, Action<BusMessage> contents) => Container(TypeCode.Variant, type, contents);

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private void Append(TypeCode type, string text)
    {
        // The C string would end there and the rest be lost without a word.
        if (text.Contains('\0')) throw new ArgumentException("A D-Bus string cannot hold U+0000.", nameof(text));

        var bytes = Utf8StringMarshaller.ConvertToUnmanaged(text);
        try
        {
            Append(type, (void*)bytes);
        }
        finally
        {
            Utf8StringMarshaller.Free(bytes);
        }
    }

    private void Append(TypeCode type, void* value) => BusException.Check(
        NativeSystemd.sd_bus_message_append_basic(Handle, (byte)type, value), $"A value of type {type} cannot be appended here");

    private void Container(TypeCode type, string types, Action<BusMessage> contents)
    {
        BusException.Check(
            NativeSystemd.sd_bus_message_open_container(Handle, (byte)type, types),
            $"A container {type} of '{types}' cannot be opened here");
        contents(this);
        BusException.Check(
            NativeSystemd.sd_bus_message_close_container(Handle), $"The container {type} of '{types}' is not complete");
    }
}
