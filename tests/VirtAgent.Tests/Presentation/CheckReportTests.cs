using System.Text.Json;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Presentation;

namespace VirtAgent.Tests.Presentation;

public class CheckReportTests
{
    private static JsonElement Json(Audit audit)
    {
        using var output = new StringWriter();
        JsonOutput.Write(output, audit.Host, json => AuditJson.Members(json, audit));
        using var document = JsonDocument.Parse(output.ToString());
        return document.RootElement.Clone();
    }

    private static string[] Members(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];

    [Fact]
    public void A_leak_is_shown_with_packet_deciding_rules_and_remedy() =>
        Assert.EndsWith(
            """
             findings=1 gaps=0 waived=0

             Network    Mode       Bridge    Ports   IPv4      IPv6       Layer 2
            ------------------------------------------------------------------------
             network1   isolated   virbr71   1       leaking   isolated   isolated

             CRITICAL  forward-leak  Guests of isolated network network1 reach up0.
               evidence  virbr71 is the bridge of network1.
               packet    udp 10.71.0.50:40000 -> 198.51.100.2:53 NEW, in virbr71, out up0
               trace     nft filter/FORWARD 1: -i virbr71 -j ACCEPT => accept
               trace     kernel route/main: default via 192.0.2.1 dev up0 => out up0
               remedy    Delete rule 1 of FORWARD.

            """,
            Examples.Printed(screen => CheckReport.Write(screen, Examples.Audit(PromiseVerdict.Leaking, Examples.Leak))));

    [Fact]
    public void A_waived_leak_is_shown_with_who_accepts_it()
    {
        var audit = Examples.Audit(PromiseVerdict.Leaking, Examples.Waived);
        Assert.Contains(
            """
             CRITICAL  forward-leak  Guests of isolated network network1 reach up0.
               waived until 2026-02-01T00:00:00Z by ann: the build guests need it
               evidence  virbr71 is the bridge of network1.

            """,
            Examples.Printed(screen => CheckReport.Write(screen, audit)), StringComparison.Ordinal);
        var waived = Json(audit).GetProperty("findings")[0].GetProperty("waived");
        Assert.Equal(["until", "owner", "reason", "file"], Members(waived));
        Assert.Equal("2026-02-01T00:00:00Z", waived.GetProperty("until").GetString());
    }

    [Fact]
    public void What_was_not_observed_is_listed()
    {
        var audit =
            Examples.Audit(PromiseVerdict.Unread) with { Host = Examples.Host(new Gap("nft.json", "nft is not installed.")) };
        var printed = Examples.Printed(screen => CheckReport.Write(screen, audit));
        Assert.EndsWith("\n Not observed:\n   nft.json: nft is not installed.\n", printed);
        Assert.Contains(" gaps=1 waived=0\n", printed);
    }

    [Fact]
    public void Json_has_the_members_of_the_contract()
    {
        var root = Json(Examples.Audit(PromiseVerdict.Leaking, Examples.Leak));
        Assert.Equal(
            ["format", "host", "captured", "uri", "exit", "networks", "ports", "findings", "assumptions", "gaps"], Members(root));
        Assert.Equal((1, 2), (root.GetProperty("format").GetInt32(), root.GetProperty("exit").GetInt32()));
        Assert.Equal(
            ["name", "uuid", "mode", "bridge", "ipv4", "ipv6", "layer2", "ports"], Members(root.GetProperty("networks")[0]));
        Assert.Equal(
            ["uuid", "network", "guest", "guest_uuid", "mac", "model", "tap", "bridge", "state"],
            Members(root.GetProperty("ports")[0]));
        var finding = root.GetProperty("findings")[0];
        Assert.Equal(
            ["code", "severity", "network", "subject", "summary", "remedy", "waived", "evidence", "witness", "trace"],
                Members(finding));
        string[] witness = ["family", "in", "out", "src", "dst", "proto", "sport", "dport", "state"];
        Assert.Empty(witness.Except(Members(finding.GetProperty("witness"))));
        Assert.Equal(["backend", "table", "chain", "rule", "text", "outcome"], Members(finding.GetProperty("trace")[0]));
    }

    [Fact]
    public void Json_holds_every_step_of_the_trace_and_plain_numbers()
    {
        var finding = Json(Examples.Audit(PromiseVerdict.Leaking, Examples.Leak)).GetProperty("findings")[0];
        Assert.Equal(3, finding.GetProperty("trace").GetArrayLength());
        var witness = finding.GetProperty("witness");
        Assert.Equal("ipv4", witness.GetProperty("family").GetString());
        Assert.Equal("new", witness.GetProperty("state").GetString());
        Assert.Equal(53, witness.GetProperty("dport").GetInt32());
        Assert.Equal(JsonValueKind.Null, witness.GetProperty("icmp_type").ValueKind);
    }

    [Theory]
    [InlineData(PromiseVerdict.Isolated, "isolated")]
    [InlineData(PromiseVerdict.Kept, "kept")]
    [InlineData(PromiseVerdict.Leaking, "leaking")]
    [InlineData(PromiseVerdict.Broken, "broken")]
    [InlineData(PromiseVerdict.Latent, "latent")]
    [InlineData(PromiseVerdict.Undecided, "undecided")]
    [InlineData(PromiseVerdict.Unread, "unread")]
    [InlineData(PromiseVerdict.NoPromise, "no-promise")]
    public void A_verdict_has_its_word(PromiseVerdict verdict, string word) =>
        Assert.Equal(word, Json(Examples.Audit(verdict)).GetProperty("networks")[0].GetProperty("ipv4").GetString());

    [Fact]
    public void A_gap_is_in_the_json()
    {
        var audit =
            Examples.Audit(PromiseVerdict.Unread) with { Host = Examples.Host(new Gap("nft.json", "nft is not installed.")) };
        var gap = Json(audit).GetProperty("gaps")[0];
        Assert.Equal("nft.json", gap.GetProperty("source").GetString());
        Assert.Equal("nft is not installed.", gap.GetProperty("reason").GetString());
    }
}
