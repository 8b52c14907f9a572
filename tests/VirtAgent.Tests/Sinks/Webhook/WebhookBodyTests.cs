using System.Text;
using VirtAgent.Sinks;
using VirtAgent.Sinks.Webhook;

namespace VirtAgent.Tests.Sinks.Webhook;

public sealed class WebhookBodyTests
{
    private static readonly Guid Id = new("018f0000-0000-7000-8000-000000000001");

    [Fact]
    public void A_bound_port() => Assert.Equal(
        string.Concat("""
        {"format":1,"id":"018f0000-0000-7000-8000-000000000001","host":"kvm1","time":"2026-01-02T03:04:05.678Z",
        "kind":"port-bound","network":"network1","detail":null,
        "port":{"uuid":"2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d","guest":"web",
        "guest_uuid":"3b0d0361-61ba-47bf-ba01-ca5766c1f536","mac":"52:54:00:43:75:38","tap":"vnet2","bridge":"virbr71"},
        "finding":null}
        """.Split('\n')),
        Body(ExampleReports.Bound));

    [Fact]
    public void A_leak_has_the_finding_as_check_prints_it()
    {
        var body = Body(ExampleReports.Leak);
        Assert.Contains(
            "\"key\":\"forward-leak network1 out ipv4 filter/FORWARD/1\",\"code\":\"forward-leak\",\"severity\":\"critical\"",
            body, StringComparison.Ordinal);
        Assert.Contains("\"witness\":{\"family\":\"ipv4\",\"in\":\"virbr71\",", body, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"-i virbr71 -j ACCEPT\",\"outcome\":\"accept\"", body, StringComparison.Ordinal);
        Assert.EndsWith("]}}", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_changed_the_rules_stands_with_the_finding() => Assert.EndsWith(
        "\"finding\":{\"key\":\"forward-leak network1 out ipv4 filter/FORWARD/1\","
        + "\"changed_by\":{\"commits\":[{\"command\":\"nft\",\"pid\":7},{\"command\":\"iptables\",\"pid\":8}],\"more\":0}}}",
        Body(ExampleReports.Cleared with { ChangedBy = ExampleReports.Authors }), StringComparison.Ordinal);

    [Fact]
    public void Its_end_has_the_same_key() => Assert.EndsWith(
        "\"port\":null,\"finding\":{\"key\":\"forward-leak network1 out ipv4 filter/FORWARD/1\"}}",
        Body(ExampleReports.Cleared), StringComparison.Ordinal);

    private static string Body(Report report) => Encoding.UTF8.GetString(WebhookBody.Of(report, "kvm1", Id));
}
