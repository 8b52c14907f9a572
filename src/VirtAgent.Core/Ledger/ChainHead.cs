using System.Globalization;
using System.Security.Cryptography;

namespace VirtAgent.Core.Ledger;

/// <summary>
/// How far a chain reaches. Kept elsewhere, it makes it visible when the end of the ledger is cut off or written anew.
/// </summary>
/// <param name="Seq">Number of its last entry; 0 before the first.</param>
/// <param name="Hash">Hash of that entry, 64 lower-case hex digits.</param>
public sealed record ChainHead(long Seq, string Hash)
{
    /// <summary>The head of a chain without entries.</summary>
    public static readonly ChainHead Start = new(0, new string('0', 2 * SHA256.HashSizeInBytes));

    /// <summary>
    /// The hash of the entry that comes next: SHA-256 over the bytes of <see cref="Hash"/> and its canonical bytes.
    /// </summary>
    public string Link(ReadOnlySpan<byte> canonical)
    {
        var linked = new byte[SHA256.HashSizeInBytes + canonical.Length];
        Convert.FromHexString(Hash, linked, out _, out _);
        canonical.CopyTo(linked.AsSpan(SHA256.HashSizeInBytes));
        return Convert.ToHexStringLower(SHA256.HashData(linked));
    }

    /// <summary>Reads <c>SEQ:HASH</c>; null where the text is something else.</summary>
    public static ChainHead? Find(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text.Length - colon - 1 != Start.Hash.Length) return null;
        var hash = text[(colon + 1)..].ToLowerInvariant();
        return long.TryParse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            && hash.All(char.IsAsciiHexDigitLower)
                ? new ChainHead(seq, hash)
                : null;
    }

    /// <summary><c>SEQ:HASH</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq}:{Hash}");
}
