using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Tests.Core.Ports;
using static VirtAgent.Tests.Core.Findings.Audits;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>Whom findings that come and go with rules are attributed to.</summary>
public class AttributionTests
{
    private static readonly Finding Undecided = Of(FindingCode.ForwardUndecided, Severity.Warning, "out IPv4: -A FORWARD -m set");

    private readonly FindingTracker _book = new([], sameBoot: true);

    [Fact]
    public void A_leak_and_its_end_name_who_committed()
    {
        _book.Tell(10, With());
        Assert.Equal(
            [$"finding-raised {Leak.Key}: {Leak.Summary.TrimEnd('.')}; nf_tables changed by iptables (pid 7)"],
            _book.Tell(11, With(Leak), Commit(10.9, 7)));
        Assert.Equal("iptables (pid 7)", Assert.Single(_book.Standing).ChangedBy!.ToString());
        Assert.Equal(
            [$"finding-cleared {Leak.Key}: stood for 1 s; nf_tables changed by nft (pid 8)"],
            _book.Tell(12, With(), Commit(11.9, 8, "nft")));
    }

    [Fact]
    public void Where_nobody_committed_nobody_is_named()
    {
        _book.Tell(10, With());
        Assert.Equal([$"finding-raised {Leak.Key}: {Leak.Summary}"], _book.Tell(11, With(Leak)));
        Assert.Equal([$"finding-cleared {Leak.Key}: stood for 1 s"], _book.Tell(12, With()));
    }

    [Fact]
    public void What_stood_before_the_first_look_is_nobodys() =>
        Assert.DoesNotContain("changed by", Assert.Single(_book.Tell(10, With(Leak), Commit(10, 7))), StringComparison.Ordinal);

    [Fact]
    public void What_the_look_before_could_not_see_is_nobodys()
    {
        _book.Tell(10, With(PromiseVerdict.Unread));
        Assert.DoesNotContain("changed by", Assert.Single(_book.Tell(11, With(Leak), Commit(10.9, 7))), StringComparison.Ordinal);
        Assert.Empty(_book.Tell(12, With(PromiseVerdict.Unread)));
        Assert.DoesNotContain("changed by", Assert.Single(_book.Tell(13, With(), Commit(12.9, 8))), StringComparison.Ordinal);
    }

    [Fact]
    public void Commits_that_the_look_before_had_seen_are_not_named_again()
    {
        _book.Tell(10, With());
        _book.Tell(11, With(), Commit(10.5, 7));
        Assert.EndsWith(
            "changed by iptables (pid 8)", Assert.Single(_book.Tell(12, With(Leak), Commit(10.5, 7), Commit(11.5, 8))),
                StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_to_wait_is_of_those_who_committed_when_it_was_seen_first()
    {
        _book.Tell(10, With());
        Assert.Empty(_book.Tell(11, With(Undecided), Commit(10.9, 7)));
        Assert.Empty(_book.Tell(11.5, With(Undecided), Commit(11.4, 8)));
        Assert.EndsWith(
            "changed by iptables (pid 7)", Assert.Single(_book.Tell(11.8, With(Undecided), Commit(11.7, 9))),
                StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_rule_brings_about_is_nobodys()
    {
        _book.Tell(10, With());
        var uplink = Of(FindingCode.BridgeUplink, Severity.Critical, "up0");
        Assert.Null(Assert.Single(_book.Apply(With(uplink), PortDesk.At(11), [Commit(10.9, 7)]).Raised).ChangedBy);
    }

    [Fact]
    public void Each_process_is_named_once_in_order_and_no_more_than_eight()
    {
        RulesetCommit[] commits = [Commit(1, 9), Commit(1, 9), Commit(2, 7, "nft"), Commit(3, 9)];
        Assert.Equal("iptables (pid 9), nft (pid 7)", RulesetAuthors.Of(commits)!.ToString());
        var many = RulesetAuthors.Of(Enumerable.Range(1, 30).Select(pid => Commit(1, pid)))!;
        Assert.Equal((8, 22), (many.Commits.Count, many.More));
        Assert.EndsWith("iptables (pid 8) and 22 more", many.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_names_nobody_names_nobody() => Assert.Null(RulesetAuthors.Of([Commit(1, 0, "")]));

    private static RulesetCommit Commit(double at, int pid, string command = "iptables") => new(PortDesk.At(at), 1, pid, command);
}
