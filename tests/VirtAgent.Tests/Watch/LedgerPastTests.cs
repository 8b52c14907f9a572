using VirtAgent.Core.Findings;
using VirtAgent.Ledger;
using VirtAgent.Tests.Core.Findings;
using VirtAgent.Tests.Core.Ports;
using VirtAgent.Tests.Support;
using VirtAgent.Watch;

namespace VirtAgent.Tests.Watch;

/// <summary>What an agent knows of the run before it.</summary>
public sealed class LedgerPastTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finding_that_was_waived_is_raised_anew_when_its_waiver_ended_meanwhile()
    {
        var leak = Audits.Leak;
        var waived =
            leak with { Waiver = new Waiver(leak.Code, "iso", leak.Subject, "ann", "A test.", PortDesk.At(100).Time, "a.json") };
        var path = Path.Combine(_folder.Path, LedgerFile.Name);
        using (var ledger = new LedgerWriter(path, () => PortDesk.At(10)))
            ledger.Write(new FindingTracker([], sameBoot: true)
                .Apply(Audits.With(waived, Audits.Latent), PortDesk.At(10)).Entries);

        using var again = new LedgerWriter(path, () => PortDesk.At(20));
        var past = LedgerPast.Of(again, path);
        Assert.Equal(2, past.Findings.Count);
        Assert.Equal(leak.Key, Assert.Single(past.Findings, finding => finding.IsWaived).Key);
        var book = new FindingTracker(past.Findings, sameBoot: true);
        Assert.Empty(book.Tell(20, Audits.With(waived, Audits.Latent)));
        Assert.Equal(["finding-cleared", "finding-raised"],
            book.Tell(21, Audits.With(leak, Audits.Latent)).Select(line => line.Split(' ')[0]));
    }
}
