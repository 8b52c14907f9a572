using VirtAgent.SystemTests.Leaks;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>A recorded host is judged like the host itself, and a damaged record is never judged isolated.</summary>
[Collection(OneLeakHost.Name)]
public sealed class SnapshotTests(LeakHost host)
{
    private const string Folder = "/root/record";

    private static readonly string[] Rulesets = ["iptables-save.txt", "ip6tables-save.txt", "nft.json"];

    [Fact]
    public void A_record_gives_the_verdicts_and_findings_of_the_host_itself()
    {
        try
        {
            AssertSame();
            host.Lab.Shell("iptables -I FORWARD -i virbr1 -p tcp --dport 443 -j ACCEPT; ip link set vnet1 master virbr0");
            Assert.Equal(2, AssertSame().Exit);
        }
        finally
        {
            host.Lab.Shell("ip link set vnet1 master virbr1");
            host.Restore();
        }
    }

    [Fact]
    public void A_record_without_one_of_its_rulesets_or_with_half_of_one_is_not_isolated()
    {
        Record();
        foreach (var ruleset in Rulesets)
        {
            AssertNotIsolated(ruleset, $"rm {Folder}/{ruleset}");
            AssertNotIsolated(ruleset, $"truncate -s $(($(stat -c %s {Folder}/{ruleset}) / 2)) {Folder}/{ruleset}");
        }
    }

    [Fact]
    public void A_record_with_a_match_that_nobody_knows_on_the_path_is_undecided()
    {
        Record();
        const string Unknown = "-A FORWARD -i virbr1 -m moon --phase full -j ACCEPT";
        AssertNotIsolated("iptables-save.txt", $"sed -i '0,/^-A FORWARD/s//{Unknown}\\n&/' {Folder}/iptables-save.txt");
    }

    private CheckAnswer AssertSame()
    {
        Record();
        var live = Agent.Check(host.Lab);
        var recorded = Agent.Check(host.Lab, "--from", Folder);
        Assert.Equal(live.ToString(), recorded.ToString());
        Assert.Equal(live.Ports, recorded.Ports);
        return live;
    }

    private void Record()
    {
        host.Lab.Must("rm", "-rf", Folder);
        host.Lab.Must(Agent.Program, "snapshot", Folder);
    }

    private void AssertNotIsolated(string ruleset, string damage)
    {
        host.Lab.Shell($"cp -r {Folder} {Folder}.whole; {damage}");
        try
        {
            var answer = Agent.Check(host.Lab, "--from", Folder);
            Assert.True(answer.Exit == 3, $"{damage}: {answer}");
            foreach (var network in answer.Networks!)
            {
                if (ruleset != "ip6tables-save.txt") Assert.NotEqual("isolated", network.Ipv4);
                if (ruleset != "iptables-save.txt") Assert.NotEqual("isolated", network.Ipv6);
            }
        }
        finally
        {
            host.Lab.Shell($"rm -r {Folder}; mv {Folder}.whole {Folder}");
        }
    }
}
