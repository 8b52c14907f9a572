using VirtAgent.Core.Analysis.Walks;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Presentation;

/// <summary>The words of the output contract (<c>deploy/doc/json.md</c>) for what the model has as numbers.</summary>
internal static class Names
{
    /// <summary>The word of a verdict: isolated, kept, leaking…</summary>
    public static string Of(PromiseVerdict verdict) => verdict switch
    {
        PromiseVerdict.Isolated => "isolated",
        PromiseVerdict.Kept => "kept",
        PromiseVerdict.Leaking => "leaking",
        PromiseVerdict.Broken => "broken",
        PromiseVerdict.Latent => "latent",
        PromiseVerdict.Undecided => "undecided",
        PromiseVerdict.NoPromise => "no-promise",
        _ => "unread",
    };

    /// <summary>isolated, nat, route… as &lt;forward mode&gt; has it, but "isolated" where libvirt has no word.</summary>
    public static string Of(ForwardMode mode) => mode switch
    {
        ForwardMode.None => "isolated",
        ForwardMode.Nat => "nat",
        ForwardMode.Route => "route",
        ForwardMode.Open => "open",
        ForwardMode.Bridge => "bridge",
        ForwardMode.Private => "private",
        ForwardMode.Vepa => "vepa",
        ForwardMode.Passthrough => "passthrough",
        ForwardMode.HostDev => "hostdev",
        _ => "unknown",
    };

    /// <summary>bound, ghost…; "unknown" for a port that could not be checked.</summary>
    public static string? Of(PortState? state) => state switch
    {
        PortState.Bound => "bound",
        PortState.Ghost => "ghost",
        PortState.Orphan => "orphan",
        PortState.Mismatch => "mismatch",
        PortState.Unbridged => "unbridged",
        PortState.Moved => "moved",
        _ => null,
    };

    /// <summary>info, warning, unknown, critical.</summary>
    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Warning => "warning",
        Severity.Info => "info",
        _ => "unknown",
    };

    /// <summary>The word of a family: ipv4, ipv6.</summary>
    public static string Of(Family family) => family == Family.IPv4 ? "ipv4" : "ipv6";

    /// <summary>new, established, related, invalid, untracked.</summary>
    public static string Of(ConnectionStates state) => state switch
    {
        ConnectionStates.New => "new",
        ConnectionStates.Established => "established",
        ConnectionStates.Related => "related",
        ConnectionStates.Invalid => "invalid",
        ConnectionStates.Untracked => "untracked",
        _ => "unknown",
    };

    /// <summary>forwarded, dropped, to-host, not-forwarded.</summary>
    public static string Of(WalkOutcome outcome) => outcome switch
    {
        WalkOutcome.Forwarded => "forwarded",
        WalkOutcome.Dropped => "dropped",
        WalkOutcome.ToHost => "to-host",
        _ => "not-forwarded",
    };

    /// <summary>How a verdict looks.</summary>
    public static Tone ToneOf(PromiseVerdict verdict) => verdict switch
    {
        PromiseVerdict.Isolated or PromiseVerdict.Kept => Tone.Good,
        PromiseVerdict.Leaking => Tone.Bad,
        PromiseVerdict.NoPromise => Tone.Faint,
        _ => Tone.Warning,
    };

    /// <summary>How a severity looks.</summary>
    public static Tone ToneOf(Severity severity) => severity switch
    {
        Severity.Critical => Tone.Bad,
        Severity.Info => Tone.Plain,
        _ => Tone.Warning,
    };

    /// <summary>How a port's state looks.</summary>
    public static Tone ToneOf(PortState? state) => state == PortState.Bound ? Tone.Good : Tone.Warning;
}
