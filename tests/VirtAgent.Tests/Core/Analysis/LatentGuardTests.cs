using VirtAgent.Core.Findings;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Analysis;

/// <summary>A latent leak names what stops it today: what an operator may not rely on.</summary>
public class LatentGuardTests
{
    [Fact]
    public void It_names_the_sysctl_that_forwards_nothing()
    {
        var host = StockHost.Of().Add("filter", "-A FORWARD -i virbr2 -j ACCEPT");
        foreach (var device in new[] { "virbr0", "virbr1", "virbr2", "up0", "all" })
            host.Sysctl($"net.ipv4.conf.{device}.forwarding", 0);
        var summary = Latent(host.Sysctl("net.ipv4.ip_forward", 0)).Summary;
        Assert.Contains("all that stops it today: net.ipv4.conf.virbr2.forwarding = 0", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void It_names_the_reverse_path_filter_where_only_that_refuses_the_sender()
    {
        var finding = Latent(StockHost.Of().Add("filter", "-A FORWARD -i virbr2 ! -s 10.2.0.0/24 -j ACCEPT")
            .Sysctl("net.ipv4.conf.all.rp_filter", 1).Sysctl("net.ipv4.conf.virbr2.rp_filter", 1));
        Assert.Contains("all that stops it today: rp_filter = 1 on virbr2", finding.Summary, StringComparison.Ordinal);
    }

    private static Finding Latent(StockHost host) => host.Audit().Findings
        .First(finding => finding.Code == FindingCode.ForwardLatent && finding.Network == "isolated46");
}
