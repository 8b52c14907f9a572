namespace VirtAgent.Core.Readers.Kernel;

/// <summary>One expression of a rule.</summary>
/// <param name="name">Its name: meta, payload, cmp, match, …</param>
/// <param name="data">Its attributes.</param>
internal readonly ref struct RuleExpression(ReadOnlySpan<byte> name, AttributeCursor data)
{
    private readonly ReadOnlySpan<byte> _name = name;

    /// <summary>Its attributes, from the first one.</summary>
    public AttributeCursor Data { get; } = data;

    /// <summary>Whether it is named <paramref name="name"/>.</summary>
    public bool Is(ReadOnlySpan<byte> name) => _name.SequenceEqual(name);
}
