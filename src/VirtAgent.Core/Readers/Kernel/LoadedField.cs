namespace VirtAgent.Core.Readers.Kernel;

/// <summary>What a rule loads of a packet in order to compare it.</summary>
internal readonly record struct LoadedField
{
    private const int LongestName = 16;
    private const uint FirstWideRegister = 1, LastWideRegister = 4;
    private const uint FirstRegister = 8, LastRegister = 23;

    /// <summary>Where it stands.</summary>
    public FieldPlace Place { get; private init; }

    /// <summary>Its offset in octets, or the key of what the kernel knows of the packet.</summary>
    public uint At { get; private init; }

    /// <summary>Its octets; 0 where the kernel decides.</summary>
    private uint Length { get; init; }

    /// <summary>Whether it is what the kernel knows by <paramref name="key"/>.</summary>
    public bool IsMeta(uint key) => Place == FieldPlace.Meta && At == key;

    /// <summary>Whether a value of <paramref name="length"/> octets is all of it.</summary>
    public bool Holds(int length) => Place == FieldPlace.Meta ? length is > 0 and <= LongestName : length == Length && length > 0;

    /// <summary>Reads <c>meta</c> or <c>payload</c> and the register it loads.</summary>
    public static bool TryRead(RuleExpression load, out LoadedField field, out uint register)
    {
        field = default;
        register = 0;
        var read = load.Is("meta"u8) ? TryReadMeta(load.Data, out field, out register)
            : load.Is("payload"u8) && TryReadPayload(load.Data, out field, out register);
        // Register 0 holds the verdict.
        return read && register is (>= FirstWideRegister and <= LastWideRegister) or (>= FirstRegister and <= LastRegister);
    }

    private static bool TryReadMeta(AttributeCursor data, out LoadedField field, out uint register)
    {
        const ushort Destination = 1, Key = 2;
        register = 0;
        var read = data.TryTakeNumber(Key, out var key) && data.TryTakeNumber(Destination, out register) && data.AtEnd;
        field = new LoadedField { Place = FieldPlace.Meta, At = key };
        return read;
    }

    private static bool TryReadPayload(AttributeCursor data, out LoadedField field, out uint register)
    {
        const ushort Destination = 1, Base = 2, Offset = 3, Octets = 4;
        const uint NetworkHeader = 1, TransportHeader = 2;
        uint start = 0, offset = 0, length = 0;
        var read = data.TryTakeNumber(Destination, out register) && data.TryTakeNumber(Base, out start)
            && data.TryTakeNumber(Offset, out offset) && data.TryTakeNumber(Octets, out length) && data.AtEnd;
        var place = start == TransportHeader ? FieldPlace.TransportHeader : FieldPlace.NetworkHeader;
        field = new LoadedField { Place = place, At = offset, Length = length };
        return read && start is NetworkHeader or TransportHeader;
    }
}
