using VirtAgent.Core.Findings;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis;

/// <summary>
/// Rules that somebody wrote to keep the agent busy. What they cost is bounded, no network is called isolated because of it, and
/// what does not hang on them is told as ever.
/// </summary>
public class CostlyRulesTests
{
    [Theory]
    [InlineData(4, 14)]
    [InlineData(16, 16)]
    public void Jumps_that_fan_out_are_followed_once_for_the_same_packets(int width, int depth)
    {
        var host = StockHost.Of();
        for (var level = 0; level < depth; level++) host.Add("filter", $":J{level}");
        host.Add("filter", "-A FORWARD -s 203.0.113.77/32 -j J0");
        for (var level = 0; level < depth - 1; level++)
        {
            for (var jump = 0; jump < width; jump++) host.Add("filter", $"-A J{level} -j J{level + 1}");
        }

        host.Add("filter", $"-A J{depth - 1} -p tcp -m tcp --dport 1 -j RETURN");
        Assert.Equal(PromiseVerdict.Isolated, IPv4Of(host.Audit(), "isolated46"));
    }

    [Fact]
    public void Only_the_network_whose_accept_hangs_on_a_chain_that_costs_too_much_is_undecided_and_the_chain_is_named()
    {
        var audit = EqualBits(StockHost.Of(), 32, "-i virbr1 -o up0").Audit();
        Assert.Equal(PromiseVerdict.Undecided, IPv4Of(audit, "network1"));
        Assert.Equal(PromiseVerdict.Isolated, IPv4Of(audit, "isolated46"));
        Assert.Equal(PromiseVerdict.Kept, IPv4Of(audit, "default"));
        var finding = audit.Findings.Single(finding => finding.Network == "network1");
        Assert.Contains(finding.Evidence, line => line.Contains("filter/EQ", StringComparison.Ordinal)
            && line.Contains("costs too much to prove", StringComparison.Ordinal));
    }

    [Fact]
    public void A_leak_of_another_network_is_told_while_a_chain_costs_too_much()
    {
        var leaking = StockHost.Of().Add("filter", "-A FORWARD -i virbr2 -o up0 -j ACCEPT");
        var audit = EqualBits(leaking, 32, "-i virbr1 -o up0").Audit();
        Assert.Equal(PromiseVerdict.Leaking, IPv4Of(audit, "isolated46"));
        Assert.Equal(PromiseVerdict.Undecided, IPv4Of(audit, "network1"));
    }

    [Fact]
    public void An_accept_behind_a_chain_that_costs_too_much_is_never_a_proof_of_isolation()
    {
        var host = EqualBits(StockHost.Of(), 32, "-i virbr0 -o up0");
        host.Add("filter", "-A FORWARD -i virbr2 -d 198.51.100.9/32 -j ACCEPT");
        Assert.NotEqual(PromiseVerdict.Isolated, IPv4Of(host.Audit(), "isolated46"));
    }

    [Fact]
    public void A_few_such_rules_are_proved_exactly() =>
        Assert.Equal(PromiseVerdict.Leaking, IPv4Of(EqualBits(StockHost.Of(), 8, "-i virbr1 -o up0").Audit(), "network1"));

    [Fact]
    public void Chains_that_lead_deeper_than_any_stack_are_undecided_and_nothing_dies_of_them()
    {
        const int deep = 100_000;
        var host = StockHost.Of().Add("filter", "-A FORWARD -i virbr2 -j D0");
        for (var level = 0; level < deep; level++)
        {
            host.Add("filter", $":D{level}");
            if (level > 0) host.Add("filter", $"-A D{level - 1} -j D{level}");
        }

        host.Add("filter", $"-A D{deep - 1} -j ACCEPT");
        Assert.Equal(PromiseVerdict.Undecided, IPv4Of(host.Audit(), "isolated46"));
    }

    private static PromiseVerdict IPv4Of(Audit audit, string network) =>
        audit.Networks.Single(one => one.Network.Name == network).IPv4;

    /// <summary>
    /// Accepts packets whose source equals their destination in the lowest <paramref name="bits"/>: a set whose size doubles with
    /// each of them.
    /// </summary>
    private static StockHost EqualBits(StockHost host, int bits, string way)
    {
        host.Add("filter", ":EQ").Add("filter", "-A FORWARD -j EQ");
        for (var bit = 0; bit < bits; bit++)
        {
            var mask = new System.Net.IPAddress(BitConverter.GetBytes(1u << bit).Reverse().ToArray());
            host.Add("filter", $"-A EQ -s {mask}/{mask} -d 0.0.0.0/{mask} -j RETURN");
            host.Add("filter", $"-A EQ -s 0.0.0.0/{mask} -d {mask}/{mask} -j RETURN");
        }

        return host.Add("filter", $"-A EQ {way} -j ACCEPT");
    }
}
