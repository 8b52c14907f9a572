namespace VirtAgent.Core.Findings;

/// <summary>
/// Somebody's word that one finding is known and accepted until a day. It is shown with the finding wherever that is told, and
/// takes it out of the exit code; no verdict becomes another.
/// </summary>
/// <param name="Code">The finding's code.</param>
/// <param name="Network">Its network; null for one that concerns the whole host.</param>
/// <param name="Subject">Its subject, to the letter.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="Expires">From then on it counts no more.</param>
/// <param name="File">The file it stands in.</param>
public sealed record Waiver(
    string Code, string? Network, string Subject, string Owner, string Reason, DateTimeOffset Expires, string File)
{
    // What ToString begins with. The ledger of an earlier version has it, too, so it stays as it is.
    private const string Mark = "waived until ";

    /// <summary>
    /// The longest a waiver may hold: what nobody has looked at for a year is no exception any more, and who gave it may be gone.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>The key of the finding it is about: see <see cref="Finding.Key"/>.</summary>
    public string Key => Parts.ToString();

    internal FindingKey Parts => new(Code, Network, Subject);

    /// <summary>
    /// Whether findings of this code can be waived. Not what was not read or not decided: nobody knows what is let through there,
    /// and unknown stays unknown. Nor a bypass, which is undecided, and whose subject would cover the next one on that bridge
    /// too.
    /// </summary>
    public static bool Covers(string code) => code is not (FindingCode.SourceUnread or FindingCode.ForwardUndecided
        or FindingCode.BypassPath or FindingCode.WaiverInvalid or FindingCode.WaiverExpired or FindingCode.WaiverUnused);

    /// <summary>Whether it has ended by then.</summary>
    public bool HasExpired(DateTimeOffset now) => now >= Expires;

    /// <summary>Whether <paramref name="detail"/>, of a ledger entry that raised a finding, begins with a waiver of it.</summary>
    public static bool Begins(string? detail) => detail?.StartsWith(Mark, StringComparison.Ordinal) == true;

    /// <summary><c>waived until 2026-12-31T00:00:00Z by ann: the build guests need it</c>.</summary>
    public override string ToString() =>
        $"{Mark}{Expires.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} by {Owner}: {Reason.TrimEnd('.')}";
}
