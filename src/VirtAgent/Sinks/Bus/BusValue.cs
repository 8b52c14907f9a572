using System.Globalization;
using Tmds.DBus.Protocol;
using VirtAgent.DBus;

namespace VirtAgent.Sinks.Bus;

/// <summary>One value as the bus carries it.</summary>
/// <param name="Signature">Its type in D-Bus's letters.</param>
/// <param name="Text">Itself as text: two values of one type are the same exactly when their texts are.</param>
/// <param name="Write">Writes it.</param>
internal sealed record BusValue(string Signature, string Text, BusWrite Write)
{
    /// <summary>Ends an item of <see cref="Text"/>; text made printable never holds it.</summary>
    private const char End = '\0';

    /// <summary>A string, made printable.</summary>
    public static BusValue Of(string text)
    {
        var safe = BusText.Of(text);
        return new BusValue("s", safe, (ref writer) => writer.WriteString(safe));
    }

    /// <summary>A small number.</summary>
    public static BusValue Of(uint number) =>
        new("u", number.ToString(CultureInfo.InvariantCulture), (ref writer) => writer.WriteUInt32(number));

    /// <summary>A number.</summary>
    public static BusValue Of(ulong number) =>
        new("t", number.ToString(CultureInfo.InvariantCulture), (ref writer) => writer.WriteUInt64(number));

    /// <summary>An instant: microseconds since 1970, 0 for never.</summary>
    public static BusValue Of(DateTimeOffset? instant) => instant > DateTimeOffset.UnixEpoch
        ? Of((ulong)((instant.Value - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond))
        : Of(0UL);

    /// <summary>A list of strings.</summary>
    public static BusValue Of(IEnumerable<string> texts)
    {
        var safe = texts.Select(BusText.Of).ToArray();
        return new BusValue("as", string.Concat(safe.Select(text => text + End)), (ref writer) => writer.WriteArray(safe));
    }

    /// <summary>A list of pairs of strings.</summary>
    public static BusValue Of(IEnumerable<(string, string)> pairs)
    {
        var safe = pairs.Select(pair => (First: BusText.Of(pair.Item1), Second: BusText.Of(pair.Item2))).ToList();
        var all = string.Concat(safe.Select(pair => pair.First + End + pair.Second + End));
        return new BusValue("a(ss)", all, (ref writer) =>
        {
            var array = writer.WriteArrayStart(DBusType.Struct);
            foreach (var (first, second) in safe)
            {
                writer.WriteStructureStart();
                writer.WriteString(first);
                writer.WriteString(second);
            }

            writer.WriteArrayEnd(array);
        });
    }

    /// <summary>A list of dictionaries.</summary>
    public static BusValue Of(IEnumerable<Fields> dictionaries)
    {
        var list = dictionaries.ToList();
        var all = string.Concat(list.Select(fields => fields.Text + End));
        return new BusValue("aa{sv}", all, (ref writer) =>
        {
            // By hand: an array of dictionaries as a VariantValue is written malformed by Tmds.DBus.Protocol 0.95.2.
            var array = writer.WriteArrayStart(DBusType.Array);
            foreach (var fields in list) fields.WriteTo(ref writer);
            writer.WriteArrayEnd(array);
        });
    }
}
