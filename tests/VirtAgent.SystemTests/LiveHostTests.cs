using System.Net.Sockets;
using VirtAgent.Core.Hosts;
using VirtAgent.Observe;
using VirtAgent.Observe.Tools;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests;

/// <summary>What a host looks like when libvirt is away, frozen or not allowed. Nothing of this machine is changed.</summary>
public sealed class LiveHostTests : IDisposable
{
    private static readonly string[] FromLibvirt = [RecordFile.Domains, RecordFile.Networks, RecordFile.Ports];
    private static readonly string[] FromKernel =
        [RecordFile.Links, RecordFile.Addresses, RecordFile.Routes4, RecordFile.Policy, RecordFile.Sysctls];

    private readonly string _folder = Directory.CreateTempSubdirectory("virt-agent-").FullName;

    private string SocketPath => Path.Combine(_folder, "libvirt-sock-ro");

    private string Uri => $"qemu+unix:///system?socket={SocketPath}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_daemon_that_takes_the_call_and_never_answers_is_a_gap_beside_what_the_kernel_shows()
    {
        using var frozen = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        frozen.Bind(new UnixDomainSocketEndPoint(SocketPath));
        frozen.Listen();

        var record = await LiveHost.ReadAsync(Uri, cancellation: TestContext.Current.CancellationToken);
        AssertUnread(record, "does not answer");
        Assert.All(FromKernel, source => Assert.True(record.Files.ContainsKey(source)));
    }

    [Fact]
    public async Task A_host_without_a_daemon_is_a_gap_beside_what_the_kernel_shows()
    {
        var record = await LiveHost.ReadAsync(Uri, cancellation: TestContext.Current.CancellationToken);
        AssertUnread(record, "cannot be read");
        Assert.All(FromKernel, source => Assert.True(record.Files.ContainsKey(source)));
    }

    [Fact]
    public async Task A_driver_without_ports_still_tells_its_networks_and_guests()
    {
        var record = await LiveHost.ReadAsync("test:///default", cancellation: TestContext.Current.CancellationToken);
        Assert.Contains("networks/default.xml", record.Files.Keys);
        Assert.Contains("domains/test.xml", record.Files.Keys);
        Assert.Contains("domains/test.inactive.xml", record.Files.Keys);
        Assert.Equal(RecordFile.Ports, Assert.Single(record.Header.Gaps, gap => FromLibvirt.Contains(gap.Source)).Source);
        Assert.Matches(@"^\d+\.\d+\.\d+$", record.Header.Libvirt);
    }

    [Fact]
    public async Task Looking_at_a_fresh_network_namespace_creates_no_table_in_it()
    {
        // On this machine, not in a lab: where the package was made.
        var agent = Package.Tree("amd64", "usr/lib/virt-agent/virt-agent");
        var look = $"'{agent}' snapshot {_folder}/snapshot -c '{Uri}' "
            + "&& cat /proc/net/ip_tables_names /proc/net/ip6_tables_names; nft list ruleset";
        var result = await new Tool("unshare").RunAsync(
            ["-n", "sh", "-c", look], TimeSpan.FromMinutes(1), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(("", 0), (result.Text, result.ExitCode));
        Assert.True(File.Exists($"{_folder}/snapshot/host.json"), result.Error);
    }

    private static void AssertUnread(HostRecord record, string reason)
    {
        var gaps = record.Header.Gaps.Where(gap => FromLibvirt.Contains(gap.Source)).ToList();
        Assert.Equal(FromLibvirt, gaps.Select(gap => gap.Source));
        Assert.All(gaps, gap => Assert.Contains(reason, gap.Reason));
        Assert.Empty(record.Header.Libvirt);
    }
}
