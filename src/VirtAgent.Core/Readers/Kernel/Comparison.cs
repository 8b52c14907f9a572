namespace VirtAgent.Core.Readers.Kernel;

/// <summary>
/// What iptables-nft writes for one condition: a field loaded into a register, perhaps masked there, and compared there, in
/// two or three expressions that follow each other and speak of one register (net/netfilter/nft_cmp.c, nft_bitwise.c, …).
/// </summary>
internal readonly ref struct Comparison
{
    /// <summary>The field.</summary>
    public LoadedField Field { get; private init; }

    /// <summary>How it is compared.</summary>
    public Comparer Comparer { get; private init; }

    /// <summary>Which of its bits are compared; empty for all.</summary>
    public ReadOnlySpan<byte> Mask { get; private init; }

    /// <summary>What with; the first value of a range.</summary>
    public ReadOnlySpan<byte> Value { get; private init; }

    /// <summary>Last value of a range.</summary>
    public ReadOnlySpan<byte> Last { get; private init; }

    /// <summary>Whether it is compared with one value.</summary>
    public bool IsOfOneValue => Comparer is Comparer.Equal or Comparer.NotEqual;

    /// <summary>Whether the condition holds where the value is another.</summary>
    public bool IsNegated => Comparer is Comparer.NotEqual or Comparer.NotInRange;

    /// <summary>Reads the condition that begins with <paramref name="load"/> and goes on at <paramref name="cursor"/>.</summary>
    public static bool TryRead(RuleExpression load, ref ExpressionCursor cursor, out Comparison comparison)
    {
        comparison = default;
        if (!LoadedField.TryRead(load, out var field, out var register) || !cursor.TryTake(out var next)) return false;
        ReadOnlySpan<byte> mask = default;
        if (next.Is("bitwise"u8) && !(TryReadMask(next.Data, register, out mask) && cursor.TryTake(out next))) return false;
        if (next.Is("range"u8)) return TryReadRange(next.Data, field, register, out comparison) && mask.IsEmpty;
        if (!next.Is("cmp"u8) || !TryReadOne(next.Data, register, out var comparer, out var value)) return false;
        if (!mask.IsEmpty && mask.Length != value.Length) return false;
        comparison = new Comparison { Field = field, Mask = mask, Comparer = comparer, Value = value };
        return field.Holds(value.Length);
    }

    private static bool TryReadMask(AttributeCursor data, uint register, out ReadOnlySpan<byte> mask)
    {
        const ushort Source = 1, Destination = 2, Length = 3, MaskBits = 4, XorBits = 5, Operation = 6;
        const uint MaskAndXor = 0;
        mask = default;
        if (!data.TryTakeNumber(Source, out var source) || source != register) return false;
        if (!data.TryTakeNumber(Destination, out var destination) || destination != register) return false;
        if (!data.TryTakeNumber(Length, out var length)) return false;
        var operation = MaskAndXor;
        // Kernels before 5.6 know no other operation and do not name it.
        if (data.IsNext(Operation) && !data.TryTakeNumber(Operation, out operation)) return false;
        if (operation != MaskAndXor) return false;
        return data.TryTakeValue(MaskBits, out mask) && mask.Length == length && length > 0
            && data.TryTakeValue(XorBits, out var xor) && xor.Length == length && !xor.ContainsAnyExcept((byte)0) && data.AtEnd;
    }

    private static bool TryReadOne(AttributeCursor data, uint register, out Comparer comparer, out ReadOnlySpan<byte> value)
    {
        const ushort Source = 1, Operation = 2, Data = 3;
        comparer = default;
        value = default;
        if (!data.TryTakeNumber(Source, out var source) || source != register) return false;
        if (!data.TryTakeNumber(Operation, out var operation)) return false;
        comparer = (Comparer)operation;
        return comparer <= Comparer.GreaterOrEqual && data.TryTakeValue(Data, out value) && data.AtEnd;
    }

    private static bool TryReadRange(AttributeCursor data, LoadedField field, uint register, out Comparison comparison)
    {
        const ushort Source = 1, Operation = 2, From = 3, To = 4;
        comparison = default;
        if (!data.TryTakeNumber(Source, out var source) || source != register) return false;
        if (!data.TryTakeNumber(Operation, out var operation) || operation > 1) return false;
        if (!data.TryTakeValue(From, out var first) || !data.TryTakeValue(To, out var last) || !data.AtEnd) return false;
        var comparer = operation == 0 ? Comparer.InRange : Comparer.NotInRange;
        comparison = new Comparison { Field = field, Comparer = comparer, Value = first, Last = last };
        return first.Length == last.Length && field.Holds(first.Length);
    }
}
