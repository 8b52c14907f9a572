using VirtAgent.Core.Findings;
using VirtAgent.Core.Text;

namespace VirtAgent.Tests.Core.Findings;

public class WaiverReaderTests
{
    private const string Good =
        """{"code":"forward-leak","network":"iso","subject":"out IPv4: -A FORWARD -j ACCEPT","owner":"ann","reason":"A test.","expires":"2026-12-31"}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void All_of_it_is_read()
    {
        var waiver = WaiverReader.Read(Good, "/w/a.json", Now);
        Assert.Equal("forward-leak iso out IPv4: -A FORWARD -j ACCEPT", waiver.Key);
        Assert.Equal("waived until 2026-12-31T00:00:00Z by ann: A test", waiver.ToString());
        Assert.Equal("/w/a.json", waiver.File);
    }

    [Theory]
    [InlineData("2026-12-31T18:00:00Z", "2026-12-31T18:00:00Z")]
    [InlineData("2026-12-31T18:00:00.25+02:00", "2026-12-31T16:00:00.25Z")]
    [InlineData("2026-12-31T18:00Z", "2026-12-31T18:00:00Z")]
    [InlineData("2020-02-29", "2020-02-29T00:00:00Z")]
    [InlineData("2027-11-23T06:00:00Z", "2027-11-23T06:00:00Z")]
    public void An_expiry_is_a_day_or_RFC_3339(string text, string expires) => Assert.Equal(
        DateTimeOffset.Parse(expires, System.Globalization.CultureInfo.InvariantCulture),
        WaiverReader.Read(Good.Replace("2026-12-31", text, StringComparison.Ordinal), "a", Now).Expires);

    [Theory]
    [InlineData("\"owner\":\"ann\",", "", "has no 'owner'")]
    [InlineData("\"reason\":\"A test.\",", "", "has no 'reason'")]
    [InlineData(",\"expires\":\"2026-12-31\"", "", "has no 'expires'")]
    [InlineData("\"ann\"", "\" \"", "has an empty 'owner'")]
    [InlineData("\"ann\"", "7", "'owner' that is not what it should be")]
    [InlineData("\"owner\"", "\"ownr\"", "has a 'ownr'; a waiver has code, subject")]
    [InlineData("\"owner\":", "\"code\":\"forward-leak\",\"owner\":", "has 'code' twice")]
    [InlineData("forward-leak", "forward-leek", "'forward-leek', which is no finding's code")]
    [InlineData("forward-leak", "source-unread", "'source-unread', which cannot be waived")]
    [InlineData("forward-leak", "forward-undecided", "which cannot be waived")]
    [InlineData("forward-leak", "bypass-path", "which cannot be waived")]
    [InlineData("forward-leak", "waiver-invalid", "which cannot be waived")]
    [InlineData("2026-12-31", "31.12.2026", "'expires' that is no time: '31.12.2026'; write 2026-12-31")]
    [InlineData("2026-12-31", "never", "that is no time")]
    [InlineData("2026-12-31", "2027-11-24", "a waiver holds for 366 days at most")]
    [InlineData("}", "", "not well-formed JSON")]
    public void What_is_no_waiver_says_what_is_wrong(string part, string instead, string complaint)
    {
        var none = Assert.Throws<ReadException>(() =>
            WaiverReader.Read(Good.Replace(part, instead, StringComparison.Ordinal), "/w/a.json", Now));
        Assert.StartsWith("/w/a.json ", none.Message, StringComparison.Ordinal);
        Assert.Contains(complaint, none.Message, StringComparison.Ordinal);
    }
}
