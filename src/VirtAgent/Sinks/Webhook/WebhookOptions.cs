using VirtAgent.Core.Ledger;

namespace VirtAgent.Sinks.Webhook;

/// <summary>Where alerts are posted to, and how hard it is tried.</summary>
internal sealed record WebhookOptions
{
    /// <summary>The receiver, http or https; null for no webhook. Its path may be a secret and is never logged.</summary>
    public Uri? Url { get; init; }

    /// <summary>The kinds of events that are posted; all others are not.</summary>
    public IReadOnlyCollection<EntryKind> Kinds { get; init; } =
        [EntryKind.FindingRaised, EntryKind.FindingCleared, EntryKind.GapOpened, EntryKind.GapClosed];

    /// <summary>A file that holds the bearer token; null for the unit's credential <c>webhook-token</c>, if it has one.</summary>
    public string? TokenFile { get; init; }

    /// <summary>For one attempt, up to the status line of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after the first failed attempt; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The pause does not grow beyond this, unless the receiver asks for more (Retry-After, up to an hour).</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many reports wait for the receiver at most; the oldest are dropped.</summary>
    public int SpoolCount { get; init; } = 10_000;

    /// <summary>How many bytes of reports wait at most.</summary>
    public long SpoolBytes { get; init; } = 64 << 20;

    /// <summary>The receiver as it may be logged: without path, query and user.</summary>
    public string Place =>
        Url is { IsAbsoluteUri: true } ? Url.GetComponents(UriComponents.SchemeAndServer, UriFormat.Unescaped) : "";

    /// <summary>What tells them from others: records compare lists by identity.</summary>
    public object Value =>
        (this with { Kinds = [] }, string.Join(' ', Kinds.Select(kind => kind.Word()).Order(StringComparer.Ordinal)));

    /// <summary>What is wrong with them, each in a sentence; none when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        if (Url is null) return [];
        (bool Wrong, string Sentence)[] rules =
        [
            (!IsHttp, "webhook url has to be absolute and begin with https:// or http://."),
            (IsHttp && Url.UserInfo != "", "webhook url holds a user or password: put a bearer token into a file and name that."),
            (IsHttp && BearerToken.Of(TokenFile).Wanted && Url.Scheme == Uri.UriSchemeHttp && !Url.IsLoopback,
                $"webhook would send its token in clear to {Place}: use https."),
            (TokenFile is not null && !Path.IsPathRooted(TokenFile), $"webhook token file '{TokenFile}' is no absolute path."),
            (Kinds.Count == 0, "webhook is told of nothing: name at least one kind, finding-raised for instance."),
            (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(5),
                "webhook timeout has to be above 0 s and at most 5 min."),
            (FirstPause <= TimeSpan.Zero || FirstPause > LongestPause,
                "webhook pauses have to be above 0 s, and the first not above the longest."),
            (LongestPause > TimeSpan.FromHours(1), "webhook's longest pause can be 1 h at most."),
            (SpoolCount < 1 || SpoolBytes < 1 << 20, "webhook spool has to have room for 1 report and 1 MiB at least."),
        ];
        return [.. rules.Where(rule => rule.Wrong).Select(rule => rule.Sentence)];
    }

    private bool IsHttp =>
        Url is { IsAbsoluteUri: true } && (Url.Scheme == Uri.UriSchemeHttps || Url.Scheme == Uri.UriSchemeHttp);
}
