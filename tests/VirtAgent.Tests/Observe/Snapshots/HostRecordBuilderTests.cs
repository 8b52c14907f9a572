using VirtAgent.Core.Hosts;
using VirtAgent.Observe.Snapshots;

namespace VirtAgent.Tests.Observe.Snapshots;

public class HostRecordBuilderTests
{
    private static readonly HostHeader Header = new("kvm1", "", "qemu:///system", "", "", []);

    [Fact]
    public void What_a_reader_says_after_it_was_given_up_is_ignored()
    {
        var observation = new HostRecordBuilder();
        observation.Add("links.json", "[]");
        observation.Miss("ports", "libvirtd does not answer.");
        var record = observation.Close(Header);
        observation.Add("ports/a/b.xml", "<networkport/>");
        observation.Remove("links.json");
        observation.Miss("domains", "late");

        Assert.Equal(["links.json"], record.Files.Keys);
        Assert.Equal([new Gap("ports", "libvirtd does not answer.")], record.Header.Gaps);
    }

    [Fact]
    public void The_header_gets_the_daemon_s_version()
    {
        var observation = new HostRecordBuilder();
        observation.Daemon("9.0.0");
        Assert.Equal("9.0.0", observation.Close(Header).Header.Libvirt);
    }
}
