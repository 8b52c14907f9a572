using System.Globalization;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>The package on a host of its own: without .NET, and under a real systemd.</summary>
public sealed class PackageTests(ITestOutputHelper output)
{
    // As a machine is: packages may start services there, and it has no .NET. /etc/systemd holds what the lab itself needs.
    private const string Plain = """
        rm -f /usr/sbin/policy-rc.d /usr/bin/dotnet /usr/local/bin/dotnet
        for folder in /usr/share/dotnet /usr/lib/dotnet /root/.dotnet; do
            [ ! -d $folder ] || mount -t tmpfs none $folder
        done
        """;

    [Fact]
    public void A_host_without_dotnet_reaches_a_verdict_in_two_commands_and_is_watched()
    {
        using var host = KvmHost.Up("package");
        var lab = host.Lab;
        lab.Shell(Plain);
        Assert.NotEqual(0, lab.Run("dotnet", "--version").Exit);

        lab.Must("dpkg", "-i", Package.InLab);
        var check = lab.Run("virt-agent", "check");

        Assert.StartsWith("VIRTAGENT OK - 2 networks with 2 ports, every promise kept", check.Out, StringComparison.Ordinal);
        Assert.Equal(0, check.Exit);
        Assert.Equal("active", lab.Run("systemctl", "is-active", "virt-agent").Out.Trim());
        Assert.Equal("enabled", lab.Run("systemctl", "is-enabled", "virt-agent").Out.Trim());
        output.WriteLine($"started to active: {StartUp(lab).TotalMilliseconds:F0} ms");
        Assert.Equal("virt-agent", lab.Must("stat", "-c", "%U", "/var/lib/virt-agent/ledger.db").Trim());

        var networks = lab.Must(
            "busctl", "get-property", "io.github.virtagent", "/io/github/virtagent", "io.github.virtagent.Agent1", "Networks");
        Assert.Contains("network1", networks, StringComparison.Ordinal);
        lab.Must("iptables", "-I", "FORWARD", "-i", "virbr1", "-j", "ACCEPT");
        var journal = lab.Await(
            "journalctl", "-x", "--no-pager", "VIRTAGENT_KIND=finding-raised", "VIRTAGENT_CODE=forward-leak");
        Assert.Contains("-A FORWARD -i virbr1 -j ACCEPT", journal, StringComparison.Ordinal);
        Assert.Contains("\"virt-agent check\" audits the host again", journal, StringComparison.Ordinal);
    }

    [Fact]
    public void The_packaged_program_does_all_that_it_is_for()
    {
        using var host = KvmHost.Up("packaged");
        var lab = host.Lab;
        lab.Shell(Plain);
        lab.Must("dpkg", "-i", Package.InLab);
        lab.Await("virt-agent", "history", "--kind", "port-bound", "--format", "jsonl");

        Assert.Equal(0, Agent.ReadCheck(lab.Run("virt-agent", "check", "--format", "json")).Exit);
        Assert.Contains("network1", lab.Must("virt-agent", "networks"), StringComparison.Ordinal);
        Assert.Contains("guest-virtio", lab.Must("virt-agent", "ports", "--all"), StringComparison.Ordinal);
        var port = lab.Must("virsh", "net-port-list", "network1").Split('\n')[2].Trim();
        Assert.Contains("port-bound", lab.Must("virt-agent", "port", port), StringComparison.Ordinal);
        var trace = lab.Must("virt-agent", "trace", "--network", "network1", "--dst", "198.51.100.2");
        Assert.Contains("LIBVIRT_FWO", trace, StringComparison.Ordinal);
        lab.Must("virt-agent", "snapshot", "/tmp/record");
        Assert.Equal(0, lab.Run("virt-agent", "check", "--from", "/tmp/record").Exit);
        lab.Must("virt-agent", "report", "/tmp/report.html");
        Assert.Contains("<svg", lab.Must("cat", "/tmp/report.html"), StringComparison.Ordinal);
        lab.Must("virt-agent", "ledger", "verify");
        Assert.Contains("agent-started", lab.Must("virt-agent", "ledger", "export"), StringComparison.Ordinal);
        Assert.Contains("webhook.url", lab.Must("virt-agent", "config", "show"), StringComparison.Ordinal);
        lab.Must("virt-agent", "config", "check");
        // The program's own errors, too, come from what a trimmed runtime could have lost.
        Assert.Contains("'x'", lab.Run("virt-agent", "check", "--format", "x").Error, StringComparison.Ordinal);
        Assert.StartsWith("0.", lab.Must("virt-agent", "--version"), StringComparison.Ordinal);
        var watch = lab.Run("timeout", "5", "script", "-qc", "virt-agent watch", "/dev/null");
        Assert.Contains("network1", watch.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void An_upgrade_restarts_the_service_and_keeps_ledger_configuration_and_hook()
    {
        using var lab = Lab.Up("upgrade");
        lab.Shell(Plain);
        Package.MakeVersion(lab, "0.0.1", "/tmp/older.deb");
        lab.Must("dpkg", "-i", "/tmp/older.deb");
        lab.Must("virt-agent-hook", "install");
        // An older hook, which an upgrade brings up to date.
        lab.Shell("printf x >> /etc/libvirt/hooks/network.d/50-virt-agent");
        lab.Shell("echo '{ \"resync\": \"31s\" }' > /etc/virt-agent/virt-agent.json");
        var before = lab.Must("systemctl", "show", "-P", "MainPID", "virt-agent");
        var head = lab.Must("virt-agent", "ledger", "export").Split('\n')[0];

        lab.Must("dpkg", "-i", Package.InLab);

        Assert.Equal("active", lab.Run("systemctl", "is-active", "virt-agent").Out.Trim());
        Assert.NotEqual(before, lab.Must("systemctl", "show", "-P", "MainPID", "virt-agent"));
        Assert.Equal(head, lab.Must("virt-agent", "ledger", "export").Split('\n')[0]);
        lab.Must("virt-agent", "ledger", "verify");
        Assert.Contains("31s", lab.Must("virt-agent", "config", "show"), StringComparison.Ordinal);
        lab.Must("cmp", "/usr/lib/virt-agent/network_hook", "/etc/libvirt/hooks/network.d/50-virt-agent");

        // What an administrator has switched off stays off.
        lab.Must("systemctl", "disable", "--now", "virt-agent");
        Package.MakeVersion(lab, $"{Package.Version}+next", "/tmp/next.deb");
        lab.Must("dpkg", "-i", "/tmp/next.deb");
        Assert.Equal("disabled", lab.Run("systemctl", "is-enabled", "virt-agent").Out.Trim());
    }

    [Fact]
    public void A_reboot_starts_it_again_and_keeps_the_ledger()
    {
        using var lab = Lab.Up("reboot");
        lab.Shell(Plain);
        lab.Must("dpkg", "-i", Package.InLab);
        // A lab boots into a target of its own, which is to want what the package has enabled.
        lab.Shell("cp -a /etc/systemd/system/multi-user.target.wants /etc/systemd/system/lab.target.wants");
        var before = lab.Must("virt-agent", "ledger", "export").TrimEnd().Split('\n')[..^1];

        lab.Reboot();

        lab.Await("virt-agent", "history", "--kind", "agent-stopped", "--format", "jsonl");
        Assert.Equal("active", lab.Run("systemctl", "is-active", "virt-agent").Out.Trim());
        var after = lab.Must("virt-agent", "ledger", "export").Split('\n');
        Assert.Equal(before, after[..before.Length]);
        lab.Must("virt-agent", "ledger", "verify");
    }

    [Fact]
    public void Removed_it_leaves_ledger_and_configuration_and_purged_it_leaves_nothing()
    {
        using var lab = Lab.Up("purge");
        lab.Shell(Plain);
        var before = Package.FilesBeside(lab);
        lab.Must("dpkg", "-i", Package.InLab);
        lab.Shell("echo '{}' > /etc/virt-agent/virt-agent.json");
        lab.Must("virt-agent-hook", "install");

        lab.Must("dpkg", "-r", "virt-agent");

        Assert.NotEqual(0, lab.Run("systemctl", "is-active", "virt-agent").Exit);
        lab.Must("test", "-s", "/var/lib/virt-agent/ledger.db");
        lab.Must("test", "-s", "/etc/virt-agent/virt-agent.json");
        Assert.NotEqual(0, lab.Run("test", "-e", "/etc/libvirt/hooks/network.d/50-virt-agent").Exit);

        lab.Must("dpkg", "-P", "virt-agent");

        string[] stay = ["/etc/libvirt/hooks"];
        Assert.Equal(before, Package.FilesBeside(lab).Except(stay));
    }

    [Fact]
    public void Where_policy_forbids_services_it_is_installed_and_not_started()
    {
        using var lab = Lab.Up("policy");
        lab.Shell(Plain + "\nprintf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d");
        lab.Must("dpkg", "-i", Package.InLab);
        Assert.Equal("inactive", lab.Run("systemctl", "is-active", "virt-agent").Out.Trim());
        Assert.Equal("enabled", lab.Run("systemctl", "is-enabled", "virt-agent").Out.Trim());
    }

    [Theory]
    [InlineData("amd64", "x86_64")]
    [InlineData("arm64", "aarch64")]
    public void The_rpm_holds_the_files_of_the_deb(string debian, string fedora)
    {
        var deb = Command.Must(["bash", "-c", "dpkg-deb --fsys-tarfile \"$0\" | tar -t", Package.Deb(debian)]).Split('\n')
            .Where(path => path.Length > 0 && path[^1] != '/')
            .Select(path => path[1..].Replace("vendor-completions/_", "site-functions/_"));
        var rpm = Command.Must(["rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILENAMES}\n]", Package.Rpm(fedora)]).Split('\n')
            .Where(line => line.Length > 0 && line[0] != 'd').Select(line => line.Split(' ')[1]);
        Assert.Equal(deb.Order(), rpm.Order());
    }

    [Fact]
    public void The_deb_holds_every_page_of_the_documentation()
    {
        var source = RepositoryFolder.Path("deploy/doc");
        var installed = Command.Must(["bash", "-c", "dpkg-deb --fsys-tarfile \"$0\" | tar -t", Package.Path]).Split('\n')
            .Where(path => path.EndsWith(".md", StringComparison.Ordinal));
        Assert.Equal(
            Directory.GetFiles(source, "*.md", SearchOption.AllDirectories)
                .Select(page => $"./usr/share/doc/virt-agent/{Path.GetRelativePath(source, page)}").Order(),
            installed.Order());
    }

    private static TimeSpan StartUp(Lab lab)
    {
        double Microseconds(string property) =>
            double.Parse(lab.Must("systemctl", "show", "-P", property, "virt-agent"), CultureInfo.InvariantCulture);
        var start = Microseconds("InactiveExitTimestampMonotonic");
        return TimeSpan.FromMicroseconds(Microseconds("ActiveEnterTimestampMonotonic") - start);
    }
}
