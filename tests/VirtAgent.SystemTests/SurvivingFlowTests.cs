using VirtAgent.Core.Findings;
using VirtAgent.SystemTests.Leaks;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>A flow that was let out before the rules that refuse it, in a real kernel, and the command that ends it.</summary>
[Collection(OneLeakHost.Name)]
public sealed class SurvivingFlowTests(LeakHost host)
{
    private const string Accept = "iptables -I FORWARD -i virbr1 -p udp -j ACCEPT";

    private const string Established = "iptables -I FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT";

    // Not every machine has the package that the remedy speaks of; what stands in for it takes the same words and no others.
    private const string Tool = """
        command -v conntrack > /dev/null || install -m 755 "$1" /usr/local/bin/conntrack
        """;

    private const string Echo = """
        import socket
        s = socket.socket(2, 2); s.bind(('198.51.100.2', 5000)); d, a = s.recvfrom(9); s.sendto(d, a)
        """;

    private const string Ask = """
        import socket
        s = socket.socket(2, 2); s.bind(('10.1.0.7', 40000)); s.settimeout(0.2)
        for i in range(100):
            try:
                s.sendto(b'x', ('198.51.100.2', 5000)); s.recv(9); break
            except OSError: pass
        else: raise SystemExit('nobody answers')
        """;

    private Lab Lab => host.Lab;

    [Fact]
    public void A_flow_from_before_is_a_warning_and_its_remedy_pasted_into_a_shell_ends_it()
    {
        Lab.Shell(Tool, RepositoryFolder.InLab("tests/VirtAgent.SystemTests/Support/conntrack.py"));
        try
        {
            Lab.Shell($"{Accept}; {Established}");
            AnsweredFlow();
            Lab.Shell(Accept.Replace("-I", "-D", StringComparison.Ordinal));
            var answer = Agent.Check(Lab);
            Assert.True(answer.Exit == 1, answer.ToString());
            Assert.Equal("isolated", answer.Network("network1").Ipv4);
            var finding = Assert.Single(answer.Findings!);
            Assert.Equal((FindingCode.FlowSurvives, "network1"), (finding.Code, finding.Network));
            Lab.Shell(finding.Remedy);
            answer = Agent.Check(Lab);
            Assert.True(answer.Exit == 0, answer.ToString());
        }
        finally
        {
            host.Restore();
        }
    }

    private void AnsweredFlow()
    {
        using var guest = StandIn.Attach(Lab, "virbr1");
        Lab.Shell("""
            ip -n "$1" address add 10.1.0.7/24 dev eth0
            ip -n "$1" route add default via 10.1.0.1
            ip netns exec outside timeout 60 python3 -c "$2" &
            ip netns exec "$1" python3 -c "$3"
            """, guest.NetworkNamespace, Echo, Ask);
    }
}
