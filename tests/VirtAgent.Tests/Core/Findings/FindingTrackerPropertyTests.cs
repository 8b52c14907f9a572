using FsCheck;
using FsCheck.Fluent;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Tests.Core.Ports;
using static VirtAgent.Tests.Core.Findings.Audits;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>Random audits, from a seed that FsCheck chooses and prints when a property fails.</summary>
public class FindingTrackerPropertyTests
{
    private static readonly Finding[] Any =
    [
        Leak, Ghost, Latent, Of(FindingCode.BridgeStranger, Severity.Critical, "virbr1 member eth1"),
        Of(FindingCode.TapMoved, Severity.Warning, "tap vnet0 of web"),
        Of(FindingCode.TapMoved, Severity.Critical, "tap vnet0 of web"),
        Of(FindingCode.SourceUnread, Severity.Unknown, RecordFile.Nft, null),
            Of(FindingCode.GuestDualHomed, Severity.Info, "web"),
    ];

    private static readonly string[] Sources =
        [RecordFile.Domains, RecordFile.Links, RecordFile.Ports, RecordFile.Networks, RecordFile.Nft, RecordFile.Routes4];

    [Fact]
    public void Every_finding_is_raised_and_cleared_in_turn_and_a_clean_audit_leaves_none() => Prop
        .ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var book = new FindingTracker([], sameBoot: true);
            var standing = new HashSet<string>();
            var at = 100.0;
            for (var round = 0; round < 200; round++)
            {
                at += random.Next(4) switch { 0 => 0.05, 1 => 0.4, 2 => 1, _ => random.Next(30) };
                var audit = RandomAudit(random);
                var critical = book.Standing.Where(known => known.Finding!.Severity == Severity.Critical).ToList();
                Follow(book.Apply(audit, PortDesk.At(at)), standing, seed);
                var stands = book.Standing.Select(finding => finding.Key);
                Assert.True(standing.SetEquals(stands), $"Seed {seed}: other findings stand than were told");
                Assert.True(book.RecheckIn is null || book.RecheckIn > TimeSpan.Zero, $"Seed {seed}: a recheck that is over");
                foreach (var finding in audit.Findings.Where(finding => !FindingCode.IsJoined(finding.Code)))
                    Assert.True(standing.Contains(finding.Key), $"Seed {seed}: {finding.Key} was not raised at once");
                // Nothing critical that an audit sees to be gone is kept.
                if (!SeesAll(audit)) continue;
                foreach (var known in critical.Where(known => audit.Findings.All(finding => finding.Key != known.Key)))
                    Assert.False(standing.Contains(known.Key), $"Seed {seed}: {known.Key} was not cleared at once");
            }

            Follow(book.Apply(With(), PortDesk.At(at + 11)), standing, seed);
            Assert.True(standing.Count == 0 && book.Standing.Count == 0, $"Seed {seed}: something is left");
            Assert.True(book.RecheckIn is null, $"Seed {seed}: something waits");
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static bool SeesAll(Audit audit) => audit.Host.Gaps.Count == 0 && audit.Networks[0].IPv4 != PromiseVerdict.Unread
        && audit.Findings.All(finding => finding.Code != FindingCode.SourceUnread);

    private static Audit RandomAudit(Random random)
    {
        var verdict = (PromiseVerdict)random.Next(8);
        var audit = With(verdict, [.. Any.Where(_ => random.Next(3) == 0).DistinctBy(finding => finding.Key)]);
        return random.Next(3) > 0 ? audit : audit.Unread(Sources[random.Next(Sources.Length)]);
    }

    private static void Follow(FindingChanges changes, HashSet<string> standing, int seed)
    {
        foreach (var entry in changes.Entries)
        {
            var inTurn = entry.Kind == EntryKind.FindingRaised ? standing.Add(entry.Finding!) : standing.Remove(entry.Finding!);
            Assert.True(inTurn, $"Seed {seed}: {entry.Kind} of {entry.Finding} out of turn");
        }
    }
}
