using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iproute;
using VirtAgent.Core.Readers.Libvirt;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Support;

namespace VirtAgent.Tests.Core.Readers.Records;

public class HostileTextTests
{
    public static TheoryData<string> Recorded =>
        ["libvirt-9.0.0-iptables", "libvirt-12.8.0-nftables", "truth-9.0.0-iptables/00-baseline"];

    [Theory]
    [InlineData("<!DOCTYPE network><network><name>n</name></network>")]
    [InlineData("<!DOCTYPE n [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><network><name>&b;</name></network>")]
    [InlineData("<!DOCTYPE n [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><network><name>&a;</name></network>")]
    [InlineData("<network><name>&a;</name></network>")]
    [InlineData("<network><name>n\0</name></network>")]
    [InlineData("<network><name>&#0;</name></network>")]
    [InlineData("<network><name>n</name></network><network/>")]
    [InlineData("<network><name>n</name>")]
    [InlineData("<network a='1' a='2'/>")]
    [InlineData("<x:network/>")]
    [InlineData("")]
    [InlineData("error: failed to connect")]
    public void Xml_that_is_none_is_refused_in_one_sentence_with_the_place(string xml)
    {
        var message = Refusal(xml);
        Assert.Matches("^The network XML is not well-formed XML at line [0-9]+, position [0-9]+: [^\n]*[.]$", message);
        Assert.DoesNotContain("Line ", message);
    }

    [Fact]
    public void An_attribute_of_a_hundred_megabytes_is_refused_before_it_is_parsed() => Assert.Equal(
        "The domain XML is longer than 4194304 characters, which libvirt itself never sends.",
        Assert.Throws<ReadException>(() => DomainXmlReader.Read($"<domain a='{new string('x', 100_000_000)}'/>")).Message);

    [Fact]
    public void Deep_nesting_is_refused_and_what_libvirt_allows_is_read()
    {
        static string Nested(int levels) => "<network><name>n</name>" + string.Concat(Enumerable.Repeat("<a>", levels))
            + string.Concat(Enumerable.Repeat("</a>", levels)) + "</network>";
        Assert.Equal("n", NetworkXmlReader.Read(Nested(255)).Name);
        Assert.Equal("The network XML nests deeper than 256 elements at line 1.", Refusal(Nested(256)));
        Assert.Equal("The network XML nests deeper than 256 elements at line 1.", Refusal(Nested(500_000)));
    }

    [Fact]
    public void An_error_shows_no_more_than_the_beginning_of_what_a_guest_wrote()
    {
        var million = new string('x', 1_000_000);
        Assert.InRange(Refusal($"<network><name>n</name><ip address='{million}'/></network>").Length, 100, 200);
        Assert.InRange(Refusal($"<{million}></a>").Length, 100, 400);
        Assert.InRange(Refusal($"<{million}/>").Length, 100, 400);
    }

    [Theory]
    [InlineData("{}", "The output of ip -j -d link show is no JSON array.")]
    [InlineData("[1]", "The output of ip -j -d link show, entry 1, is no JSON object.")]
    [InlineData("[{}]", "The output of ip -j -d link show, entry 1, has no 'ifindex'.")]
    [InlineData(
        """[{"ifindex":"1"}]""",
        """The output of ip -j -d link show, entry 1, has a 'ifindex' that is not what it should be: "1".""")]
    [InlineData(
        """[{"ifindex":1.5}]""",
        "The output of ip -j -d link show, entry 1, has a 'ifindex' that is not what it should be: 1.5.")]
    [InlineData("""[{"ifindex":1,"ifname":"\ud800"}]""", "The output of ip -j -d link show holds text that is no Unicode.")]
    [InlineData(
        "[{\"ifindex\":1,\"ifname\":\"a\u0001\"}]",
        "The output of ip -j -d link show is not well-formed JSON at line 1, byte 26.")]
    [InlineData("Object \"link\" is unknown", "The output of ip -j -d link show is not well-formed JSON at line 1, byte 1.")]
    public void Json_that_ip_would_not_print_is_refused_with_the_place(string json, string message) =>
        Assert.Equal(message, Assert.Throws<ReadException>(() => IpLinkReader.Read(json)).Message);

    [Fact]
    public void Json_that_nests_without_end_is_refused() =>
        Assert.Throws<ReadException>(() => IpRouteReader.Read(new string('[', 1_000_000), Family.IPv4));

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_recorded_host_is_read_without_an_exception_whatever_happened_to_its_files(string name)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var record = RecordedHosts.Read(name);
        foreach (var (path, text) in record.Files.Where(file => file.Value.Length > 1))
        {
            for (var i = 0; i < 20; i++)
            {
                var bent = Bend(text, random);
                try
                {
                    _ = HostReader.Read(record with { Files = new Dictionary<string, string> { [path] = bent } });
                }
                catch (Exception e)
                {
                    Assert.Fail($"{path} as '{bent}' (seed {seed}): {e}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_file_that_was_cut_is_a_gap_and_never_a_shorter_list(string name)
    {
        var record = RecordedHosts.Read(name);
        foreach (var (path, text) in record.Files.Where(file => IsXml(file.Key) || IsIpOutput(file.Key)))
        {
            var whole = text.TrimEnd();
            for (var length = 1; length < whole.Length; length += 1 + whole.Length / 50)
            {
                var files = new Dictionary<string, string> { [path] = whole[..length] };
                Assert.NotNull(HostReader.Read(record with { Files = files }).Unread(path));
            }
        }
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        Assert.Throws<ReadException>(() => NetworkXmlReader.Read("<network><name>\ud800</name></network>"));
        Assert.Throws<ReadException>(() => IpLinkReader.Read("[{\"ifindex\":1,\"ifname\":\"\ud800\"}]"));
        Assert.Throws<ReadException>(() => HostHeaderReader.Read("{\"format\":1,\"gaps\":[],\"hostname\":\"\\ud800\"}"));
    }

    private static string Refusal(string xml) => Assert.Throws<ReadException>(() => NetworkXmlReader.Read(xml)).Message;

    private static bool IsXml(string path) => path.EndsWith(".xml", StringComparison.Ordinal);

    private static bool IsIpOutput(string path) =>
        path is RecordFile.Links or RecordFile.Addresses or RecordFile.Routes4 or RecordFile.Routes6;

    private static string Bend(string text, Random random)
    {
        string[] pieces = ["\0", "\ud800", "<", "&", "\"", "[", "{", "]]>", "-1", "99999999999999999999", "null"];
        var place = random.Next(text.Length);
        return random.Next(3) switch
        {
            0 => text[..place],
            1 => text.Insert(place, pieces[random.Next(pieces.Length)]),
            _ => text.Remove(place, Math.Min(random.Next(1, 40), text.Length - place)),
        };
    }
}
