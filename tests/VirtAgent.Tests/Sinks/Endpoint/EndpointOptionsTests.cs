using VirtAgent.Sinks.Endpoint;

namespace VirtAgent.Tests.Sinks.Endpoint;

public sealed class EndpointOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("unix:/run/virt-agent/metrics.sock")]
    [InlineData("127.0.0.1:9178")]
    [InlineData("127.9.9.9:9178")]
    [InlineData("[::1]:9178")]
    public void A_socket_file_and_loopback_can_be_used(string? listen) =>
        Assert.Empty(new EndpointOptions { Listen = listen }.Validate());

    [Theory]
    [InlineData("0.0.0.0:9178")]
    [InlineData("192.0.2.1:9178")]
    [InlineData("[::]:9178")]
    [InlineData("[2001:db8::1]:9178")]
    public void What_other_machines_reach_has_to_be_asked_for(string listen)
    {
        var options = new EndpointOptions { Listen = listen };
        Assert.Contains("allow-remote", Assert.Single(options.Validate()), StringComparison.Ordinal);
        Assert.Empty((options with { AllowRemote = true }).Validate());
    }

    [Theory]
    [InlineData("")]
    [InlineData("9178")]
    [InlineData(":9178")]
    [InlineData("127.0.0.1")]
    [InlineData("::1:9178")]
    [InlineData("::1")]
    [InlineData("localhost:9178")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("unix:metrics.sock")]
    [InlineData("unix:")]
    public void What_is_no_address_is_refused(string listen)
    {
        var sentence = Assert.Single(new EndpointOptions { Listen = listen, AllowRemote = true }.Validate());
        Assert.Contains($"'{listen}'", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_have_to_make_sense() => Assert.Equal(
        2,
        new EndpointOptions { Listen = "[::1]:9178", Stale = TimeSpan.Zero, Timeout = TimeSpan.FromHours(1) }.Validate().Count);
}
