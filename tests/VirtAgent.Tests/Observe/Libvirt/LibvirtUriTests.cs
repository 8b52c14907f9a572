using VirtAgent.Observe.Libvirt;

namespace VirtAgent.Tests.Observe.Libvirt;

public class LibvirtUriTests
{
    [Theory]
    [InlineData("qemu:///system", false)]
    [InlineData("qemu+unix:///system?socket=/run/x/libvirt-sock-ro", false)]
    [InlineData("test:///default", false)]
    [InlineData("qemu+tcp://localhost/system", false)]
    [InlineData("qemu+ssh://kvm2/system", true)]
    [InlineData("qemu+ssh://root@kvm2:22/system", true)]
    [InlineData("qemu://kvm2/system", true)]
    public void A_uri_with_another_host_is_remote(string uri, bool remote) => Assert.Equal(remote, LibvirtUri.IsRemote(uri));

    [Fact]
    public void The_option_wins() => Assert.Equal("test:///default", LibvirtUri.Resolve("test:///default"));
}
