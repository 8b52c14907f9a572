using System.Globalization;
using VirtAgent.Interop.Systemd;

namespace VirtAgent.Sinks.Bus;

/// <summary>One value as the bus carries it.</summary>
/// <param name="Signature">Its type in D-Bus's letters.</param>
/// <param name="Text">Itself as text: two values of one type are the same exactly when their texts are.</param>
/// <param name="AppendTo">Appends it to a message.</param>
internal sealed record BusValue(string Signature, string Text, Action<BusMessage> AppendTo)
{
    /// <summary>Ends an item of <see cref="Text"/>; text made printable never holds it.</summary>
    private const char End = '\0';

    /// <summary>A string, made printable.</summary>
    public static BusValue Of(string text)
    {
        var safe = BusText.Of(text);
        return new BusValue("s", safe, message => message.Append(safe));
    }

    /// <summary>A small number.</summary>
    public static BusValue Of(uint number) =>
        new("u", number.ToString(CultureInfo.InvariantCulture), message => message.Append(number));

    /// <summary>A number.</summary>
    public static BusValue Of(ulong number) =>
        new("t", number.ToString(CultureInfo.InvariantCulture), message => message.Append(number));

    /// <summary>An instant: microseconds since 1970, 0 for never.</summary>
    public static BusValue Of(DateTimeOffset? instant) => instant > DateTimeOffset.UnixEpoch
        ? Of((ulong)((instant.Value - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond))
        : Of(0UL);

    /// <summary>A list of strings.</summary>
    public static BusValue Of(IEnumerable<string> texts)
    {
        var safe = texts.Select(BusText.Of).ToList();
        return new BusValue("as", string.Concat(safe.Select(text => text + End)), message => message.Array("s", array =>
        {
            foreach (var text in safe) array.Append(text);
        }));
    }

    /// <summary>A list of pairs of strings.</summary>
    public static BusValue Of(IEnumerable<(string, string)> pairs)
    {
        var safe = pairs.Select(pair => (First: BusText.Of(pair.Item1), Second: BusText.Of(pair.Item2))).ToList();
        var all = string.Concat(safe.Select(pair => pair.First + End + pair.Second + End));
        return new BusValue("a(ss)", all, message => message.Array("(ss)", array =>
        {
            foreach (var (first, second) in safe)
                array.Structure("ss", structure =>
                {
                    structure.Append(first);
                    structure.Append(second);
                });
        }));
    }

    /// <summary>A list of dictionaries.</summary>
    public static BusValue Of(IEnumerable<Fields> dictionaries)
    {
        var list = dictionaries.ToList();
        var all = string.Concat(list.Select(fields => fields.Text + End));
        return new BusValue("aa{sv}", all, message => message.Array("a{sv}", array =>
        {
            foreach (var fields in list) fields.AppendTo(array);
        }));
    }
}
