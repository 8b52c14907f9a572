using System.Text;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Tests.Core.Ledger;

public class CanonicalEntryTests
{
    private static readonly Moment At = new(
        new DateTimeOffset(2026, 11, 22, 11, 0, 0, TimeSpan.FromHours(1)).AddTicks(1234567), TimeSpan.FromTicks(987_654_321));

    private static readonly LedgerEvent Full = new(EntryKind.PortBound, At)
    {
        Port = "2a8286f3-0e6e-4656-9814-71dfbb5bda39",
        Network = "default",
        Guest = "guest-1",
        GuestUuid = "0a8286f3-0e6e-4656-9814-71dfbb5bda39",
        Mac = "52:54:00:72:d3:0a",
        Tap = "vnet0",
        Bridge = "virbr0",
        Finding = "tap-moved vnet0",
        Detail = "in words",
    };

    [Fact]
    public void The_form_is_a_contract()
    {
        const string Form = """
            {"seq":7,"time":"2026-11-22T10:00:00.1234567Z","since_boot_ns":98765432100,"kind":"port-bound",
            "port":"2a8286f3-0e6e-4656-9814-71dfbb5bda39","network":"default","guest":"guest-1",
            "guest_uuid":"0a8286f3-0e6e-4656-9814-71dfbb5bda39","mac":"52:54:00:72:d3:0a","tap":"vnet0","bridge":"virbr0",
            "finding":"tap-moved vnet0","detail":"in words"}
            """;
        Assert.Equal(Form.ReplaceLineEndings(""), Text(7, Full));
        Assert.Equal(
            """{"seq":1,"time":"2026-11-22T10:00:00.1234567Z","since_boot_ns":98765432100,"kind":"agent-started"}""",
            Text(1, new LedgerEvent(EntryKind.AgentStarted, At)));
    }

    [Fact]
    public void The_hashes_are_a_contract()
    {
        // Computed with Python's hashlib.
        var first = ChainHead.Start.Link(CanonicalEntry.Bytes(1, new LedgerEvent(EntryKind.AgentStarted, At)));
        Assert.Equal("b1fe2906e29ea8c347515ae815681cd60420ebf4468e0e8ca07b95919a38d1c0", first);
        Assert.Equal(
            "a5d84e643d94dcf5a0b01c7f3ec7bef6d1438cf03a4af269129e20e6386b4059",
            new ChainHead(1, first).Link(CanonicalEntry.Bytes(2, Full)));
    }

    [Theory]
    [InlineData("\"\\/<>&'", "\\\"\\\\/<>&'")]
    [InlineData("\b\f\n\r\t", "\\b\\f\\n\\r\\t")]
    [InlineData("\0\u0001\u001f\u007f", "\\u0000\\u0001\\u001f\u007f")]
    [InlineData("é€𝄞\u2028", "é€𝄞\u2028")]
    public void Texts_are_escaped_as_little_as_JSON_allows(string text, string escaped) => Assert.EndsWith(
        $",\"detail\":\"{escaped}\"}}",
        Text(1, new LedgerEvent(EntryKind.GapOpened, At) { Detail = text }),
        StringComparison.Ordinal);

    [Fact]
    public void It_is_read_back_as_it_was_written()
    {
        var (seq, what) = CanonicalEntry.Read(Text(7, Full));
        Assert.Equal((7, Full with { At = At with { Time = At.Time.ToUniversalTime() } }), (seq, what));
        Assert.Equal(Text(7, Full), Text(seq, what));
    }

    [Theory]
    [InlineData("{\"seq\":12,\"time\"", 12L)]
    [InlineData("{\"seq\":\"12\"}", null)]
    [InlineData("{\"time\":12}", null)]
    [InlineData("12", null)]
    [InlineData("", null)]
    public void Its_number_is_found_where_the_rest_is_anything(string json, long? seq) =>
        Assert.Equal(seq, CanonicalEntry.SeqOf(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("12:")]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("-1:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("1:000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("1:00000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_no_head_is_not_taken_for_one(string text) => Assert.Null(ChainHead.Find(text));

    [Fact]
    public void A_head_is_read_back_from_its_text_in_either_case()
    {
        var head = new ChainHead(12, new string('a', 64));
        Assert.Equal(head, ChainHead.Find(head.ToString()));
        Assert.Equal(head, ChainHead.Find("12:" + new string('A', 64)));
    }

    private static string Text(long seq, LedgerEvent what) => Encoding.UTF8.GetString(CanonicalEntry.Bytes(seq, what));
}
