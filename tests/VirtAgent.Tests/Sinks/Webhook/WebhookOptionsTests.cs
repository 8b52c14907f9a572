using System.Net;
using System.Net.Http.Headers;
using VirtAgent.Sinks.Webhook;

namespace VirtAgent.Tests.Sinks.Webhook;

public sealed class WebhookOptionsTests
{
    private static readonly WebhookOptions Good = new() { Url = new Uri("https://alerts.example/hook/secret?key=secret") };

    [Fact]
    public void Defaults_with_an_https_url_can_be_used() => Assert.Empty(Good.Validate());

    [Fact]
    public void Without_an_url_there_is_no_webhook_and_nothing_wrong() => Assert.Empty(new WebhookOptions().Validate());

    [Theory]
    [InlineData("ftp://alerts.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("alerts")]
    [InlineData("https://user:secret@alerts.example/")]
    public void An_url_that_cannot_be_used_is_refused_without_its_secrets(string url)
    {
        var sentence = Assert.Single((Good with { Url = new Uri(url, UriKind.RelativeOrAbsolute) }).Validate());
        Assert.DoesNotContain("secret", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_is_not_sent_in_clear_but_to_this_host()
    {
        var clear = Good with { TokenFile = "/etc/virt-agent/token", Url = new Uri("http://alerts.example/hook") };
        Assert.Contains("https", Assert.Single(clear.Validate()), StringComparison.Ordinal);
        Assert.Empty((clear with { Url = new Uri("http://127.0.0.1:8080/hook") }).Validate());
        Assert.Empty((clear with { TokenFile = null }).Validate());
    }

    [Fact]
    public void Each_wrong_number_has_a_sentence_of_its_own() => Assert.Equal(5, (Good with
    {
        Kinds = [],
        Timeout = TimeSpan.Zero,
        FirstPause = TimeSpan.Zero,
        LongestPause = TimeSpan.FromHours(2),
        SpoolCount = 0,
    }).Validate().Count);

    [Fact]
    public void What_is_logged_of_the_url_has_no_secret() => Assert.Equal("https://alerts.example", Good.Place);

    [Fact]
    public void A_receiver_that_asks_for_time_gets_it_up_to_an_hour()
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(90), Wait(new RetryConditionHeaderValue(TimeSpan.FromSeconds(90))));
        Assert.Equal(TimeSpan.FromSeconds(30), Wait(new RetryConditionHeaderValue(now.AddSeconds(30))));
        Assert.Equal(TimeSpan.FromHours(1), Wait(new RetryConditionHeaderValue(TimeSpan.FromDays(365))));
        Assert.Null(Wait(new RetryConditionHeaderValue(now.AddSeconds(-30))));

        TimeSpan? Wait(RetryConditionHeaderValue asked) => PostOutcome.Of(HttpStatusCode.TooManyRequests, asked, now).Wait;
    }
}
