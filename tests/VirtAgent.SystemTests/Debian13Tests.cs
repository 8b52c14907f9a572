using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The package on a host of the next Debian: libvirt 11.3, systemd 257, newer tools, and no .NET.</summary>
public sealed class Debian13Tests
{
    [Fact]
    public void The_package_watches_a_host_of_Debian_13_and_purged_it_leaves_nothing()
    {
        using var host = KvmHost.On(Lab.Up("debian13", Release.Root("trixie")));
        var lab = host.Lab;
        Assert.StartsWith("13.", lab.Must("cat", "/etc/debian_version"), StringComparison.Ordinal);
        Assert.Contains("Running hypervisor: QEMU 10.", lab.Must("virsh", "version"), StringComparison.Ordinal);
        var before = Package.FilesBeside(lab);

        lab.Must("dpkg", "-i", Package.InLab);

        Assert.Equal("active", lab.Run("systemctl", "is-active", "virt-agent").Out.Trim());
        Assert.Equal("enabled", lab.Run("systemctl", "is-enabled", "virt-agent").Out.Trim());
        var check = lab.Run("virt-agent", "check");
        Assert.StartsWith("VIRTAGENT OK - 2 networks with 2 ports, every promise kept", check.Out, StringComparison.Ordinal);
        Assert.Equal(0, check.Exit);
        Assert.InRange(ServiceHost.Exposure(lab), 0, 1.8);

        lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        var journal = lab.Await(
            "journalctl", "-x", "--no-pager",
            "VIRTAGENT_KIND=finding-raised", "VIRTAGENT_CODE=forward-leak", "VIRTAGENT_NETWORK=network1");
        Assert.Contains("-A FORWARD -i virbr1 -j ACCEPT", journal, StringComparison.Ordinal);
        Assert.Contains("\"virt-agent check\" audits the host again", journal, StringComparison.Ordinal);
        Assert.Equal(2, lab.Run("virt-agent", "check", "--via-daemon").Exit);
        lab.Must("iptables", "-D", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        lab.Await("journalctl", "--no-pager", "VIRTAGENT_KIND=finding-cleared", "VIRTAGENT_NETWORK=network1");

        lab.Must("systemctl", "reload", "virt-agent");
        lab.Must("systemctl", "stop", "virt-agent");
        Assert.Equal("success", lab.Must("systemctl", "show", "-P", "Result", "virt-agent").Trim());
        lab.Must("virt-agent", "ledger", "verify");

        lab.Must("dpkg", "-P", "virt-agent");
        Assert.Equal(before, Package.FilesBeside(lab));
    }
}
