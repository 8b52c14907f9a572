using System.Reflection;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;

namespace VirtAgent.Tests.Core.Findings;

/// <summary>What may be concluded from a finding that is not there any more.</summary>
public sealed class SourceCoverageTests
{
    // They are about the agent's own files, or about what cannot be read itself.
    private static readonly string[] OfNoSource =
        [FindingCode.SourceUnread, FindingCode.WaiverInvalid, FindingCode.WaiverExpired];

    private static readonly string[] Sources = [.. typeof(RecordFile).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    public static TheoryData<string> Codes => [.. FindingCode.All.Except(OfNoSource)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_finding_is_not_over_because_nothing_could_be_read(string code)
    {
        var key = new FindingKey(code, "iso", "out IPv4: -A FORWARD -j ACCEPT");
        Assert.True(SourceCoverage.Covers(Audits.With(PromiseVerdict.Leaking), key));
        Assert.False(SourceCoverage.Covers(Audits.With(PromiseVerdict.Unread).Unread(Sources), key));
    }

    [Theory]
    [InlineData(FindingCode.FlowInjection)]
    [InlineData(FindingCode.ForwardSpoofed)]
    public void An_isolated_network_says_nothing_of_replies_and_lies_while_sysctls_are_unread(string code) =>
        Assert.False(SourceCoverage.Covers(
            Audits.With(PromiseVerdict.Isolated).Unread(RecordFile.Sysctls), new FindingKey(code, "iso", "out IPv4")));
}
