using VirtAgent.Cli;
using VirtAgent.Core.Findings;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Presentation;
using VirtAgent.Tests.Presentation;

namespace VirtAgent.Tests.Cli;

public class PortReportTests
{
    private static PortDossier Dossier(string uuid = Examples.PortUuid) =>
        PortDossier.Find(Examples.Host(), [Examples.Row], uuid);

    [Fact]
    public void Written_and_live_interface_stand_below_each_other_in_a_pipe() =>
        Assert.Equal(
            """
             Port      2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d
             State     bound
             Guest     web (3b0d0361-61ba-47bf-ba01-ca5766c1f536)
             Network   network1
             MAC       52:54:00:43:75:38
             Model     virtio
             Alias     net0
             Address   pci 0000:01:00.0
             Tap       vnet2, up, in virbr71, fe:54:00:43:75:38 on the host's side
             Bridge    virbr71

             As the operator wrote it
             <interface type='network'>
               <source network='network1'/>
             </interface>

             As libvirt runs it
             <interface type='network'>
               <mac address='52:54:00:43:75:38'/>
               <source network='network1' portid='2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d' bridge='virbr71'/>
               <target dev='vnet2'/>
             </interface>

             Port
             <networkport>
               <uuid>2b1c03b9-75d8-47e5-bcd7-19dcf0253d9d</uuid>
             </networkport>

            """,
            Examples.Printed(screen => PortReport.Write(screen, Dossier(), columns: null)));

    [Fact]
    public void They_stand_side_by_side_in_a_wide_terminal()
    {
        var printed = Examples.Printed(screen => PortReport.Write(screen, Dossier(), columns: 160));
        Assert.Contains(" As the operator wrote it         As libvirt runs it\n", printed);
        Assert.Contains("   <source network='network1'/>     <mac address='52:54:00:43:75:38'/>\n", printed);
    }

    [Fact]
    public void A_narrow_terminal_is_like_a_pipe() =>
        Assert.Equal(
            Examples.Printed(screen => PortReport.Write(screen, Dossier(), columns: null)),
            Examples.Printed(screen => PortReport.Write(screen, Dossier(), columns: 100)));

    [Fact]
    public void A_nic_that_was_plugged_in_live_was_written_by_nobody()
    {
        var host = Examples.Host() with { Definitions = [new Guest("web", Examples.GuestUuid, [])] };
        var dossier = PortDossier.Find(host, [Examples.Row], Examples.PortUuid);
        Assert.Null(dossier.Written);
        var printed = Examples.Printed(screen => PortReport.Write(screen, dossier, columns: null));
        Assert.Contains("not in the persistent definition", printed);
    }

    [Fact]
    public void The_definition_is_found_by_mac_and_not_by_place()
    {
        var other = Examples.WrittenNic with { Mac = new MacAddress(1) };
        var host = Examples.Host() with { Definitions = [new Guest("web", Examples.GuestUuid, [other, Examples.WrittenNic])] };
        Assert.Same(Examples.WrittenNic, PortDossier.Find(host, [Examples.Row], Examples.PortUuid).Written);
    }

    [Fact]
    public void A_tap_that_is_gone_is_said_to_be_gone()
    {
        var dossier = PortDossier.Find(Examples.Host() with { Links = [] }, [Examples.Row], Examples.PortUuid);
        Assert.Equal("vnet2, which the kernel does not have", PortReport.Tap(dossier));
    }

    [Theory]
    [InlineData("2b1c")]
    [InlineData("2B1C03B9")]
    public void The_first_part_of_a_uuid_is_enough(string uuid) => Assert.Equal(Examples.PortUuid, Dossier(uuid).Row.Uuid);

    [Fact]
    public void A_part_that_two_ports_share_is_refused_with_both()
    {
        PortRow[] rows = [Examples.Row, Examples.Row with { Uuid = "2b000000-0000-4000-8000-000000000000" }];
        var message = Assert.Throws<RequestException>(() => PortDossier.Find(Examples.Host(), rows, "2b")).Message;
        Assert.All(rows, row => Assert.Contains(row.Uuid, message));
    }

    [Fact]
    public void A_port_that_is_not_there_is_refused_with_the_uri() =>
        Assert.Contains("qemu:///system", Assert.Throws<RequestException>(() => Dossier("ffff")).Message);

    [Fact]
    public void Nics_of_guests_that_are_off_have_no_port()
    {
        var off = Assert.Single(PortLine.Off(Examples.Host()));
        Assert.Equal((null, "off", "off", "virbr71"), (off.Uuid, off.Guest, off.State, off.Bridge));
    }
}
