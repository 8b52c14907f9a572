using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Stories;

/// <summary>
/// What iptables commits is told at once, from iptables-save alone; what nft shows beside it is told soon after.
/// </summary>
public sealed class AheadOfNftTests
{
    [Fact]
    public void A_rule_that_only_looks_like_one_of_iptables_is_found_out_without_another_hint()
    {
        using var host = KvmHost.Up("ahead");
        var lab = host.Lab;
        lab.Shell("mkdir -p /etc/virt-agent; echo '{ \"resync\": \"1h\" }' > /etc/virt-agent/virt-agent.json");
        // The kernel calls whoever commits by the name of its file.
        lab.Shell(
            "cp $(command -v nft) /root/iptables-forged; iptables -N FORGED; nft add set ip filter forged '{ type ipv4_addr; }'");
        var agent = WatchingAgent.Start(lab);

        // iptables-save leaves the set out and prints a drop of everything.
        lab.Must("/root/iptables-forged", "insert", "rule", "ip", "filter", "FORGED", "ip", "daddr", "@forged",
            "counter", "drop");

        var history = agent.WaitFor(entries => entries.Any(entry => entry.Kind == "finding-raised"
            && entry.Finding!.StartsWith("rules-tainted", StringComparison.Ordinal)));
        Assert.Contains(history, entry => entry.Kind == "finding-raised"
            && entry.Finding!.StartsWith("rules-tainted", StringComparison.Ordinal));

        lab.Must("iptables", "-F", "FORGED");

        history = agent.WaitFor(entries => entries.Any(entry => entry.Kind == "finding-cleared"));
        Assert.Contains(history, entry => entry.Kind == "finding-cleared"
            && entry.Finding!.StartsWith("rules-tainted", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_goes_with_its_owner_is_missed_although_the_kernel_tells_nothing()
    {
        using var host = KvmHost.Up("owner");
        var lab = host.Lab;
        lab.Shell("mkdir -p /etc/virt-agent; echo '{ \"resync\": \"10s\" }' > /etc/virt-agent/virt-agent.json");
        lab.Shell("""
            cat > /root/owned <<'END'
            add table inet owned { flags owner; }
            add chain inet owned first { type filter hook forward priority -10; policy drop; }
            END
            systemd-run -q --unit=owner sh -c '(cat /root/owned; sleep infinity) | nft -i'
            until nft list table inet owned >/dev/null 2>&1; do sleep 0.1; done
            iptables -I FORWARD -i virbr1 -j ACCEPT
            """);
        var agent = WatchingAgent.Start(lab);
        Assert.Equal(0, Leaks(agent.History(), "finding-raised"));

        lab.Must("systemctl", "stop", "owner");

        Assert.Equal(1, Leaks(agent.WaitFor(entries => Leaks(entries, "finding-raised") == 1), "finding-raised"));
    }

    [Fact]
    public void A_leak_that_iptables_opens_and_closes_many_times_is_told_each_time()
    {
        using var host = KvmHost.Up("alternating");
        var lab = host.Lab;
        var agent = WatchingAgent.Start(lab);
        const int Times = 30;

        for (var i = 1; i <= Times; i++)
        {
            lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
            Assert.Equal(i, Leaks(agent.WaitFor(entries => Leaks(entries, "finding-raised") == i), "finding-raised"));
            lab.Must("iptables", "-D", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
            Assert.Equal(i, Leaks(agent.WaitFor(entries => Leaks(entries, "finding-cleared") == i), "finding-cleared"));
        }
    }

    private static int Leaks(IReadOnlyList<LedgerAnswer> entries, string kind) =>
        entries.Count(entry => entry.Kind == kind
            && entry.Finding!.StartsWith("forward-leak network1 out IPv4", StringComparison.Ordinal));
}
