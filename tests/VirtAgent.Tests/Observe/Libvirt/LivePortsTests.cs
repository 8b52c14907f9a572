using VirtAgent.Observe.Libvirt;

namespace VirtAgent.Tests.Observe.Libvirt;

public class LivePortsTests
{
    private const string Steady = "00000000-0000-0000-0000-000000000001";
    private const string Other = "00000000-0000-0000-0000-000000000002";

    private static LivePorts Rounds(string[] first, string[] bound, params string[] second)
    {
        var ports = new LivePorts();
        List(ports, first);
        foreach (var uuid in bound) ports.Bind($"<interface type='network'>\n<source network='n' portid='{uuid}' bridge='b'/>");
        if (ports.Disagree) List(ports, second);
        return ports;
    }

    private static void List(LivePorts ports, string[] uuids)
    {
        ports.BeginRound();
        foreach (var uuid in uuids)
        {
            if (!ports.Seen(uuid)) ports.Add(uuid, uuid);
        }
    }

    [Fact]
    public void One_round_is_enough_when_guests_and_networks_agree()
    {
        var ports = Rounds([Steady], [Steady]);
        Assert.False(ports.Disagree);
        Assert.Equal([Steady], ports.Settled);
    }

    [Fact]
    public void A_guest_that_started_between_the_looks_has_its_port() =>
        Assert.Equal([Steady, Other], Rounds([Steady], [Steady, Other], Steady, Other).Settled.Order());

    [Fact]
    public void A_guest_that_started_after_the_look_at_guests_leaves_no_orphan()
    {
        var ports = Rounds([], [Steady], Steady, Other);
        Assert.Equal([Steady], ports.Settled);
        Assert.Equal([Other], ports.Passing);
    }

    [Fact]
    public void A_guest_that_stopped_before_the_look_at_guests_leaves_no_orphan() =>
        Assert.Equal([Steady], Rounds([Steady, Other], [Steady], Steady).Settled);

    [Fact]
    public void A_guest_that_stopped_after_the_look_at_guests_keeps_its_port() =>
        Assert.Equal([Steady, Other], Rounds([Steady, Other], [Steady, Other]).Settled.Order());

    [Fact]
    public void A_port_without_a_guest_in_both_rounds_is_an_orphan_and_stays() =>
        Assert.Equal([Other], Rounds([Other], [], Other).Settled);
}
