using System.Collections;
using VirtAgent.Interop.Systemd;

namespace VirtAgent.Sinks.Bus;

/// <summary>Named values, in order: the properties of an object, or a dictionary (<c>a{sv}</c>).</summary>
internal sealed class Fields : IEnumerable<KeyValuePair<string, BusValue>>
{
    private readonly List<KeyValuePair<string, BusValue>> _values = [];

    /// <summary>All of it as text; two with the same names are the same exactly when their texts are.</summary>
    public string Text => string.Concat(_values.Select(named => $"{named.Key}={named.Value.Text}\0"));

    /// <summary>Adds a value with its name.</summary>
    public void Add(KeyValuePair<string, BusValue> field) => _values.Add(field);

    /// <summary>Adds a value.</summary>
    public void Add(string name, BusValue value) => Add(KeyValuePair.Create(name, value));

    /// <summary>Adds a string; one that is null is left out.</summary>
    public void Add(string name, string? text)
    {
        if (text is not null) Add(name, BusValue.Of(text));
    }

    /// <summary>The value of that name, or null.</summary>
    public BusValue? Find(string name) => _values.Find(field => field.Key == name).Value;

    /// <summary>Those that are not in <paramref name="before"/>, or are another value there.</summary>
    public Fields ChangedSince(Fields before) => [.. _values.Where(field => before.Find(field.Key)?.Text != field.Value.Text)];

    /// <summary>Appends them as <c>a{sv}</c>.</summary>
    public void AppendTo(BusMessage message) => message.Array("{sv}", array =>
    {
        foreach (var (name, value) in _values)
            array.Entry("sv", entry =>
            {
                entry.Append(name);
                entry.Variant(value.Signature, value.AppendTo);
            });
    });

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, BusValue>> GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
