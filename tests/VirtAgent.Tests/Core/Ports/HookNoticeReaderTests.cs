using System.Text;
using VirtAgent.Core.Ports;
using VirtAgent.Core.Text;
using VirtAgent.Tests.Core.Readers.Iptables;

namespace VirtAgent.Tests.Core.Ports;

public sealed class HookNoticeReaderTests
{
    private const string Head =
        "virt-agent-hook 1\nnetwork r-iso\nop port-created\nrealtime 1795330226194334289\nboottime 5000000100\nboot b-1\n\n";

    private const string Whole = "<networkport><uuid>bfb60a5d-d10a-4687-8dbb-be259aa3633c</uuid></networkport>";

    private static readonly string Samples = IptablesTexts.Fixture("hook-data.xml");

    [Fact]
    public void A_notice_of_a_new_port_names_the_port_its_network_and_when_it_was()
    {
        var notice = Read(Head + Samples);

        Assert.Equal(("port-created", "b-1", "r-iso"), (notice.Operation, notice.Boot, notice.Network));
        Assert.Equal("2026-11-22T06:50:26.1943342", notice.At.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff"));
        Assert.Equal(TimeSpan.FromTicks(50_000_001), notice.At.SinceBoot);
        var created = Assert.IsType<PortNotice.Created>(notice.Notice);
        Assert.Equal((notice.At, NoticeOrigin.Hook, "r-iso"), (created.At, created.Origin, created.Network));
        Assert.Equal("bfb60a5d-d10a-4687-8dbb-be259aa3633c", created.Uuid);
        Assert.Equal(("r-dom1", "vriso"), (created.Port!.OwnerName, created.Port.PlugBridge));
    }

    [Fact]
    public void A_notice_may_hold_the_port_alone()
    {
        var port = Samples[Samples.LastIndexOf("<networkport>", StringComparison.Ordinal)..];

        Assert.Equal("r-dom1", Assert.IsType<PortNotice.Created>(Read(Head + port).Notice).Port!.OwnerName);
    }

    [Fact]
    public void A_deleted_port_and_a_stopped_network_are_told_apart()
    {
        Assert.IsType<PortNotice.Deleted>(Read(Head.Replace("created", "deleted", StringComparison.Ordinal) + Samples).Notice);
        Assert.IsType<PortNotice.NetworkStopped>(Read(Head.Replace("port-created", "stopped", StringComparison.Ordinal)).Notice);
        Assert.Null(Read(Head.Replace("port-created", "updated", StringComparison.Ordinal)).Notice);
    }

    [Fact]
    public void A_name_is_given_back_as_it_was() =>
        Assert.Equal("nët\n% %41", Read(Head.Replace("r-iso", "nët%0A%25 %2541", StringComparison.Ordinal) + Samples).Network);

    [Fact]
    public void An_element_in_the_networks_metadata_is_not_taken_for_the_port()
    {
        const string Metadata =
            "<metadata><networkport><uuid>00000000-0000-0000-0000-000000000000</uuid></networkport></metadata>";
        var notice = Read(Head + Samples.Replace("<bridge ", Metadata + "<bridge ", StringComparison.Ordinal));

        Assert.Equal("bfb60a5d-d10a-4687-8dbb-be259aa3633c", Assert.IsType<PortNotice.Created>(notice.Notice).Uuid);
    }

    [Fact]
    public void A_port_that_is_not_understood_still_has_its_name()
    {
        var created = Assert.IsType<PortNotice.Created>(
            Read(Head + "<networkport><uuid>BFB60A5D-D10A-4687-8DBB-BE259AA3633C</uuid></networkport></hookData>").Notice);

        Assert.Equal(("bfb60a5d-d10a-4687-8dbb-be259aa3633c", null), (created.Uuid, created.Port));
    }

    [Theory]
    [InlineData("", "does not begin like one")]
    [InlineData("GET / HTTP/1.1\n\n", "does not begin like one")]
    [InlineData(Head, "does not hold its port whole")]
    [InlineData(Head + "<networkport><uuid>bfb60a5d-d10a-4687-8dbb-be259aa3633c</uuid>", "does not hold its port whole")]
    [InlineData(Head + Whole, "does not hold its port whole")]
    [InlineData(Head + Whole + "</metadata>", "does not hold its port whole")]
    [InlineData(Head + Whole + "</hookData>>>>", "does not hold its port whole")]
    [InlineData(Head + "<networkport><uuid>x</uuid></networkport></hookData>", "does not say which port")]
    [InlineData("virt-agent-hook 1\nnetwork n\nop stopped\nrealtime -5\nboottime 1\nboot b\n\n", "no number of nanoseconds")]
    [InlineData("virt-agent-hook 1\nnetwork \nop stopped\nrealtime 5\nboottime 1\nboot b\n\n", "no 'network'")]
    public void What_is_no_notice_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<ReadException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Random_damage_is_refused_or_read_and_never_breaks_anything()
    {
        var random = new Random(2026);
        var whole = Encoding.UTF8.GetBytes(Head + Samples);
        var read = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var damaged = whole[..random.Next(whole.Length + 1)];
            for (var place = random.Next(4); place > 0 && damaged.Length > 0; place--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                HookNoticeReader.Read(damaged);
                read++;
            }
            catch (ReadException)
            {
                // Refused, with a reason.
            }
        }

        Assert.InRange(read, 1, 4_999);
    }

    private static HookNotice Read(string text) => HookNoticeReader.Read(Encoding.UTF8.GetBytes(text));
}
