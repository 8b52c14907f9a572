namespace VirtAgent.Core.Findings;

/// <summary>The waivers of a host, and the files that should be some and are none.</summary>
/// <param name="All">Those that could be read, expired ones too.</param>
/// <param name="Broken">The files that could not, and why, in a sentence that names the file.</param>
public sealed record Waivers(IReadOnlyList<Waiver> All, IReadOnlyList<(string File, string Problem)> Broken)
{
    /// <summary>None.</summary>
    public static readonly Waivers None = new([], []);

    /// <summary>
    /// The audit with its waived findings marked and after all others, and with a finding for each waiver that is not sound.
    /// Pure; an audit of a host without waivers is returned as it is.
    /// </summary>
    public Audit Apply(Audit audit, DateTimeOffset now)
    {
        if (All.Count == 0 && Broken.Count == 0) return audit;
        var valid = All.Where(waiver => !waiver.HasExpired(now)).OrderBy(waiver => waiver.Expires).ToLookup(waiver => waiver.Key);
        var marked = audit.Findings.Select(finding =>
            Waiver.Covers(finding.Code) && valid[finding.Key].LastOrDefault() is { } waiver
                ? finding with { Waiver = waiver }
                : finding);
        var keys = audit.Findings.Select(finding => finding.Key).ToHashSet(StringComparer.Ordinal);
        var findings = marked
            .Concat(Broken.Select(OfBroken))
            .Concat(All.Where(waiver => keys.Contains(waiver.Key) && waiver.HasExpired(now) && !valid.Contains(waiver.Key))
                .Select(OfExpired))
            .Concat(All.Where(waiver => !keys.Contains(waiver.Key) && SourceCoverage.Covers(audit, waiver.Parts))
                .Select(waiver => OfUnused(waiver, audit.Findings)))
            // Stable: each kind stays in the order that the judge gave it.
            .OrderBy(finding => finding.Waiver is null ? 0 : 1)
            .ThenByDescending(finding => (int)finding.Severity);
        return audit with { Findings = [.. findings] };
    }

    private static Finding OfBroken((string File, string Problem) broken) => new()
    {
        Code = FindingCode.WaiverInvalid,
        Severity = Severity.Warning,
        Subject = Name(broken.File),
        Summary = broken.Problem,
        Remedy =
            $"Correct or delete {broken.File}; 'virt-agent config check' says whether it can be used. Nothing is waived by it.",
    };

    private static Finding OfExpired(Waiver waiver) => new()
    {
        Code = FindingCode.WaiverExpired,
        Severity = Severity.Warning,
        Network = waiver.Network,
        Subject = Name(waiver.File),
        Summary = $"The waiver {waiver.File} has expired, and what it waived is still there: {waiver.Key}.",
        Remedy = $"Repair it, or have {waiver.Owner} decide again and set a new day in {waiver.File}.",
        Evidence = [waiver.ToString()],
    };

    private static Finding OfUnused(Waiver waiver, IReadOnlyList<Finding> findings)
    {
        // The commonest mistake: the network is a part of the finding's key, and was left out or is another one.
        var meant = findings.FirstOrDefault(finding => finding.Code == waiver.Code && finding.Subject == waiver.Subject);
        return new Finding
        {
            Code = FindingCode.WaiverUnused,
            Severity = Severity.Info,
            Network = waiver.Network,
            Subject = Name(waiver.File),
            Summary = $"The waiver {waiver.File} waives nothing: there is no finding {waiver.Key}.",
            Remedy = meant is null
                ? $"Delete {waiver.File} if that is over; code, network and subject have to be those of 'virt-agent check "
                    + "--format json'."
                : $"Set \"network\" in {waiver.File} to '{meant.Network}' if the finding of that network is meant.",
            Evidence = [waiver.ToString()],
        };
    }

    private static string Name(string file) => file[(file.LastIndexOf('/') + 1)..];
}
