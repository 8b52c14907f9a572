using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Tests.Core.Ports;
using static VirtAgent.Tests.Core.Findings.Audits;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>When findings are raised and cleared.</summary>
public class FindingTrackerTests
{
    private const string TheLeak = "forward-leak iso out IPv4: -A FORWARD -j ACCEPT";

    private readonly FindingTracker _book = new([], sameBoot: true);

    [Fact]
    public void A_leak_is_raised_at_once_and_cleared_at_once()
    {
        Assert.Equal([$"finding-raised {TheLeak}: forward-leak of out IPv4: -A FORWARD -j ACCEPT."], _book.Tell(10, With(Leak)));
        Assert.Empty(_book.Tell(11, With(Leak)));
        Assert.Equal([$"finding-cleared {TheLeak}: stood for 3 m 2 s"], _book.Tell(192, With()));
        Assert.Empty(_book.Tell(193, With()));
    }

    [Fact]
    public void Its_entries_name_finding_network_and_time()
    {
        var raised = Assert.Single(_book.Apply(With(Leak), PortDesk.At(10)).Entries);
        Assert.Equal((EntryKind.FindingRaised, PortDesk.At(10), "iso"), (raised.Kind, raised.At, raised.Network));
        Assert.Equal((Leak.Key, Leak.Summary), (raised.Finding, raised.Detail));
        var cleared = Assert.Single(_book.Apply(With(), PortDesk.At(12)).Entries);
        Assert.Equal((EntryKind.FindingCleared, PortDesk.At(12), "iso"), (cleared.Kind, cleared.At, cleared.Network));
        Assert.Equal(Leak.Key, cleared.Finding);
    }

    [Fact]
    public void Evidence_is_updated_silently()
    {
        _book.Tell(10, With(Leak));
        Assert.Empty(_book.Tell(20, With(Leak with { Summary = "Worse.", Evidence = ["more"] })));
        var standing = Assert.Single(_book.Standing);
        Assert.Equal(("Worse.", PortDesk.At(10), PortDesk.At(20)), (standing.Summary, standing.FirstSeen, standing.LastSeen));
        Assert.Equal(["more"], standing.Finding!.Evidence);
    }

    [Fact]
    public void What_joins_two_looks_must_be_seen_for_700_ms()
    {
        Assert.Empty(_book.Tell(10, With(Ghost)));
        Assert.Equal(TimeSpan.FromSeconds(0.7), _book.RecheckIn);
        Assert.Empty(_book.Tell(10.699, With(Ghost)));
        Assert.Equal(TimeSpan.FromSeconds(0.001), _book.RecheckIn);
        Assert.Equal(["finding-raised port-ghost iso port p1: port-ghost of port p1."], _book.Tell(10.7, With(Ghost)));
        Assert.Null(_book.RecheckIn);
        Assert.Equal(PortDesk.At(10), Assert.Single(_book.Standing).FirstSeen);
        Assert.Equal(["finding-cleared port-ghost iso port p1: stood for 800 ms"], _book.Tell(10.8, With()));
    }

    [Fact]
    public void A_mismatch_that_passes_is_never_raised()
    {
        _book.Tell(10, With(Ghost));
        Assert.Empty(_book.Tell(10.3, With()));
        Assert.Null(_book.RecheckIn);
        Assert.Empty(_book.Tell(10.8, With(Ghost)));
        Assert.Empty(_book.Standing);
    }

    [Fact]
    public void An_audit_that_could_not_see_does_not_end_the_wait()
    {
        _book.Tell(10, With(Ghost));
        _book.Tell(10.3, With().Unread(RecordFile.Ports));
        Assert.Single(_book.Tell(10.8, With(Ghost)));
    }

    [Theory]
    [InlineData(FindingCode.PortGhost, RecordFile.Domains)]
    [InlineData(FindingCode.PortGhost, "domains/web.xml")]
    [InlineData(FindingCode.PortGhost, "ports/iso")]
    [InlineData(FindingCode.PortOrphan, RecordFile.Ports)]
    [InlineData(FindingCode.PortMismatch, RecordFile.Networks)]
    [InlineData(FindingCode.MacDuplicate, RecordFile.Links)]
    [InlineData(FindingCode.TapMoved, RecordFile.Links)]
    [InlineData(FindingCode.TapUnbridged, "networks/iso.xml")]
    [InlineData(FindingCode.BridgeStranger, RecordFile.Links)]
    [InlineData(FindingCode.BridgeUplink, RecordFile.Links)]
    [InlineData(FindingCode.BypassPath, RecordFile.Links)]
    [InlineData(FindingCode.GuestDualHomed, RecordFile.Domains)]
    [InlineData(FindingCode.IPv6GuardOff, RecordFile.Sysctls)]
    [InlineData(FindingCode.IPv6GuardOff, RecordFile.Ip6tables)]
    [InlineData(FindingCode.RulesTainted, RecordFile.Nft)]
    [InlineData(FindingCode.ForwardLeak, RecordFile.Networks)]
    public void What_could_not_be_seen_stays_standing(string code, string source)
    {
        var finding = Of(code, Severity.Warning, "IPv6 something");
        _book.Tell(10, With(finding));
        _book.Tell(11, With(finding));
        Assert.Equal(finding.Key, Assert.Single(_book.Standing).Key);
        Assert.Empty(_book.Tell(12, With().Unread(source)));
        Assert.Single(_book.Standing);
        Assert.Single(_book.Tell(13, With().Unread("dnsmasq")));
    }

    [Fact]
    public void A_waiver_that_is_unused_stays_so_while_anything_is_unread()
    {
        var unused = Of(FindingCode.WaiverUnused, Severity.Info, "a.json");
        _book.Tell(10, With(unused));
        _book.Tell(11, With(unused));
        Assert.Empty(_book.Tell(12, With().Unread(RecordFile.Ports)));
        Assert.Single(_book.Tell(13, With()));
    }

    [Fact]
    public void A_gap_in_what_is_off_hides_no_running_guest()
    {
        _book.Tell(10, With(Ghost));
        _book.Tell(11, With(Ghost));
        Assert.Single(_book.Tell(12, With().Unread("domains/web.inactive.xml", "ports/nat")));
    }

    [Fact]
    public void A_leak_stands_while_its_family_is_unread()
    {
        _book.Tell(10, With(PromiseVerdict.Leaking, Leak));
        Assert.Empty(_book.Tell(11, With(PromiseVerdict.Unread)));
        Assert.Empty(_book.Tell(12, With(PromiseVerdict.Leaking).Unread(RecordFile.Sysctls)));
        var unread = Of(FindingCode.SourceUnread, Severity.Unknown, RecordFile.Routes4, null);
        Assert.Empty(_book.Tell(13, With(PromiseVerdict.Undecided, unread)));
        Assert.Equal([$"finding-raised {unread.Key}: {unread.Summary}"], _book.Tell(14, With(PromiseVerdict.Undecided, unread)));
        // Proved whatever the routes are.
        var proved = With(PromiseVerdict.Isolated, unread).Unread(RecordFile.Routes4);
        Assert.Equal([$"finding-cleared {TheLeak}: stood for 5 s"], _book.Tell(15, proved));
    }

    [Fact]
    public void A_leak_is_cleared_by_the_verdict_of_its_own_family()
    {
        _book.Tell(10, With(PromiseVerdict.Leaking, Leak));
        var audit = With(PromiseVerdict.Isolated);
        Assert.Single(_book.Tell(11, audit with { Networks = [audit.Networks[0] with { IPv6 = PromiseVerdict.Unread }] }));
    }

    [Fact]
    public void A_stopped_network_leaks_no_more()
    {
        _book.Tell(10, With(Leak));
        Assert.Empty(_book.Tell(11, With().WithoutNetwork().Unread(RecordFile.Networks)));
        Assert.Single(_book.Tell(12, With().WithoutNetwork()));
    }

    [Fact]
    public void A_source_that_is_read_again_is_cleared_at_once()
    {
        var unread = Of(FindingCode.SourceUnread, Severity.Unknown, RecordFile.Nft, null);
        var audit = With(unread).Unread(RecordFile.Nft);
        Assert.Empty(_book.Tell(10, audit));
        Assert.Equal([$"finding-raised source-unread nft.json: {unread.Summary}"], _book.Tell(11, audit));
        Assert.Single(_book.Tell(12, With()));
    }

    [Fact]
    public void What_becomes_critical_is_cleared_and_raised_again()
    {
        var moved = Of(FindingCode.TapMoved, Severity.Warning, "tap vnet0 of web");
        _book.Tell(10, With(moved));
        _book.Tell(11, With(moved));
        var told = _book.Tell(20, With(moved with { Severity = Severity.Critical }));
        Assert.Equal(["finding-cleared", "finding-raised"], told.Select(line => line.Split(' ')[0]));
        Assert.Empty(_book.Tell(21, With(moved)));
        Assert.Single(_book.Standing);
    }

    [Fact]
    public void What_is_waived_or_no_longer_is_cleared_and_raised_again()
    {
        var waiver = new Waiver(Leak.Code, "iso", Leak.Subject, "ann", "A test.", PortDesk.At(100).Time,
            "/etc/virt-agent/waivers.d/a.json");
        var waived = Leak with { Waiver = waiver };
        var raised = $"finding-raised {TheLeak}: waived until 2026-11-22T06:01:40Z by ann: A test; {Leak.Summary}";
        _book.Tell(10, With(Leak));
        Assert.Equal([$"finding-cleared {TheLeak}: stood for 2 s; it is waived from now on", raised],
            _book.Tell(12, With(waived)));
        Assert.Empty(_book.Tell(13, With(waived with { Waiver = waiver with { Reason = "Another." } })));
        Assert.Equal(
            [$"finding-cleared {TheLeak}: stood for 3 s; it is waived no longer", $"finding-raised {TheLeak}: {Leak.Summary}"],
            _book.Tell(15, With(Leak), new RulesetCommit(PortDesk.At(14.9), 1, 7, "iptables")));
    }

    [Fact]
    public void What_joins_two_looks_is_not_waited_for_again_when_its_waiver_ends()
    {
        var waived = Ghost with
        {
            Waiver =
            new Waiver(Ghost.Code, "iso", Ghost.Subject, "ann", "A test.", PortDesk.At(100).Time, "a.json")
        };
        _book.Tell(10, With(waived));
        _book.Tell(11, With(waived));
        Assert.Equal(["finding-cleared", "finding-raised"], _book.Tell(12, With(Ghost)).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void What_comes_and_goes_too_often_stands_until_it_is_quiet()
    {
        for (var round = 0; round < 5; round++)
        {
            Assert.Single(_book.Tell(10 + round, With(Latent)));
            Assert.Single(_book.Tell(10.5 + round, With()));
        }

        Assert.Single(_book.Tell(20, With(Latent)));
        Assert.Empty(_book.Tell(21, With()));
        Assert.True(Assert.Single(_book.Standing).IsFlapping);
        Assert.Equal(TimeSpan.FromSeconds(9), _book.RecheckIn);
        Assert.Empty(_book.Tell(25, With(Latent)));
        Assert.Empty(_book.Tell(34.9, With()));
        Assert.Equal([$"finding-cleared {Latent.Key}: stood for 15 s, coming and going"], _book.Tell(35, With()));
        Assert.Empty(_book.Standing);
    }

    [Fact]
    public void A_critical_finding_is_told_every_time()
    {
        for (var round = 0; round < 20; round++)
        {
            Assert.Single(_book.Tell(10 + round, With(Leak)));
            Assert.Single(_book.Tell(10.5 + round, With()));
        }
    }

    [Fact]
    public void What_comes_and_goes_slowly_is_told_every_time()
    {
        for (var round = 0; round < 20; round++)
        {
            Assert.Single(_book.Tell(10 + 13 * round, With(Latent)));
            Assert.Single(_book.Tell(16 + 13 * round, With()));
        }
    }

    [Theory]
    [InlineData(true, "stood for 3 m 0 s")]
    [InlineData(false, "stood for 1 d 1 h")]
    public void What_the_ledger_knows_stands_on(bool sameBoot, string stood)
    {
        var since = new Moment(PortDesk.At(10).Time.AddHours(sameBoot ? 0 : -25), TimeSpan.FromSeconds(sameBoot ? 10 : 900_000));
        var book = new FindingTracker([new ActiveFinding(Leak.Key, "iso", "It leaked.", since, since)], sameBoot);
        Assert.Equal("It leaked.", Assert.Single(book.Standing).Summary);
        Assert.Empty(book.Tell(20, With(PromiseVerdict.Unread)));
        Assert.Empty(book.Tell(30, With(Leak)));
        Assert.Equal([$"finding-cleared {Leak.Key}: {stood}"], book.Tell(190, With()));
    }

    [Fact]
    public void A_key_from_the_ledger_is_the_findings_even_with_blanks_in_the_networks_name()
    {
        var finding = Of(FindingCode.PromiseBroken, Severity.Warning, "bridge virbr1", "my net");
        var known = new ActiveFinding(finding.Key, "my net", "", PortDesk.At(1), PortDesk.At(1));
        var book = new FindingTracker([known], sameBoot: true);
        Assert.Empty(book.Tell(10, With().Unread(RecordFile.Links)));
        Assert.Single(book.Tell(11, With()));
    }
}
