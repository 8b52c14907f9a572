using VirtAgent.Sinks.Otlp;

namespace VirtAgent.Tests.Sinks.Otlp;

public sealed class OtlpOptionsTests
{
    private static readonly OtlpOptions Good = new() { Endpoint = new Uri("https://collector.example:4318/tenant") };

    [Fact]
    public void Without_an_endpoint_there_is_no_otlp_and_nothing_wrong()
    {
        Assert.Null(new OtlpOptions().Collector);
        Assert.Empty(new OtlpOptions().Validate());
        Assert.Empty(Good.Validate());
    }

    [Theory]
    [InlineData("collector:4318")]
    [InlineData("collector")]
    [InlineData("grpc://collector:4317")]
    [InlineData("https://user:secret@collector:4318")]
    public void An_endpoint_that_cannot_be_used_is_refused_without_its_secrets(string endpoint)
    {
        var sentence = Assert.Single((Good with { Endpoint = new Uri(endpoint, UriKind.RelativeOrAbsolute) }).Validate());
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_are_not_sent_in_clear_but_to_this_host()
    {
        var clear = new OtlpOptions { Endpoint = new Uri("http://collector:4318"), HeadersFile = "/etc/virt-agent/otlp-headers" };
        Assert.Contains("https", Assert.Single(clear.Validate()), StringComparison.Ordinal);
        Assert.Empty((clear with { Endpoint = new Uri("http://localhost:4318") }).Validate());
    }

    [Fact]
    public void Each_wrong_value_has_a_sentence_of_its_own() => Assert.Equal(
        3, (Good with { HeadersFile = "headers", Interval = TimeSpan.Zero, Timeout = TimeSpan.Zero }).Validate().Count);

    [Fact]
    public void What_is_logged_of_the_endpoint_is_the_host() => Assert.Equal("https://collector.example:4318", Good.Place);
}
