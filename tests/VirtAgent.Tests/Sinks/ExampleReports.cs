using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Sinks;
using VirtAgent.Tests.Presentation;

namespace VirtAgent.Tests.Sinks;

/// <summary>Things that happen on the host of <see cref="Examples"/>.</summary>
internal static class ExampleReports
{
    public static readonly Moment At = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), TimeSpan.FromHours(1));

    public static readonly Report Bound = new(new LedgerEvent(EntryKind.PortBound, At)
    {
        Port = Examples.PortUuid,
        Network = "network1",
        Guest = "web",
        GuestUuid = Examples.GuestUuid,
        Mac = "52:54:00:43:75:38",
        Tap = "vnet2",
        Bridge = "virbr71",
    });

    public static readonly RulesetAuthors Authors =
        RulesetAuthors.Of([new RulesetCommit(At, 1, 7, "nft"), new RulesetCommit(At, 2, 8, "iptables")])!;

    public static readonly Report Leak = Raised(Examples.Leak);

    public static readonly Report Cleared = new(Leak.What with { Kind = EntryKind.FindingCleared });

    public static readonly Report Gap = new(new LedgerEvent(EntryKind.GapOpened, At) { Detail = "libvirt: no answer for 2.5 s" });

    public static Report Raised(Finding finding) => new(
        new LedgerEvent(EntryKind.FindingRaised, At) { Network = finding.Network, Finding = $"{finding.Code} {finding.Subject}" },
        finding);

    public static Report Of(EntryKind kind) => new(new LedgerEvent(kind, At));
}
