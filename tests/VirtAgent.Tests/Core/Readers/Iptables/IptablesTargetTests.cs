using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Tests.Core.Readers.Iptables;

public class IptablesTargetTests
{
    public static TheoryData<string, Target> Targets => new()
    {
        { "-j ACCEPT", new Target.Accept() },
        { "-j DROP", new Target.Drop(false) },
        { "-j REJECT --reject-with icmp-port-unreachable", new Target.Drop(true) },
        { "-j RETURN", new Target.Return() },
        { "-j U", new Target.Jump("U") },
        { "-g U", new Target.Goto("U") },
        { "", new Target.Continue() },
        { "-j LOG --log-prefix \"a b \"", new Target.Continue() },
        { "-j LOG --log-prefix -j --log-level 4", new Target.Continue() },
        { "-j NFLOG --nflog-group 5", new Target.Continue() },
        { "-j CHECKSUM --checksum-fill", new Target.Continue() },
        { "-j TCPMSS --clamp-mss-to-pmtu", new Target.Continue() },
        { "-j MARK --set-xmark 0x1/0xff", new Target.SetMark(1, 0xff) },
        { "-j MARK --set-mark 0x5/0xf0", new Target.SetMark(5, 0xf5) },
        { "-j MARK --set-mark 16", new Target.SetMark(16, uint.MaxValue) },
        { "-j MARK --or-mark 0x6", new Target.SetMark(6, 6) },
        { "-j MARK --and-mark 0x7", new Target.SetMark(0, 0xfffffff8) },
        { "-j MARK --xor-mark 0x8", new Target.SetMark(8, 0) },
        { "-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff", new Target.ForgetMark() },
        { "-j CONNMARK --save-mark", new Target.Continue() },
        { "-j CT --notrack", new Target.Untrack() },
        { "-j CT --helper ftp", new Target.Unmodelled("-j CT --helper ftp") },
        { "-j NOTRACK", new Target.Untrack() },
        { "-j DNAT --to-destination 10.0.0.5", Nat("10.0.0.5", "10.0.0.5", null) },
        { "-j DNAT --to-destination 10.0.0.5:8080", Nat("10.0.0.5", "10.0.0.5", new PortRange(8080, 8080)) },
        { "-j DNAT --to-destination 10.0.0.5-10.0.0.9:80-90 --random --persistent",
            Nat("10.0.0.5", "10.0.0.9", new PortRange(80, 90)) },
        { "-j DNAT --to-destination :80", new Target.DestinationNat(null, null, new PortRange(80, 80)) },
        { "-j REDIRECT --to-ports 3128", new Target.Redirect() },
        { "-j MASQUERADE --to-ports 1024-65535 --random", new Target.SourceNat() },
        { "-j SNAT --to-source 192.0.2.1", new Target.SourceNat() },
        { "-j NETMAP --to 10.1.0.0/16", new Target.Unmodelled("-j NETMAP --to 10.1.0.0/16") },
        { "-j TEE --gateway 10.0.0.1", new Target.Unmodelled("-j TEE --gateway 10.0.0.1") },
        { "-j NFQUEUE --queue-num 1 --queue-bypass", new Target.Unmodelled("-j NFQUEUE --queue-num 1 --queue-bypass") },
        { "-j ROUTE --oif eth0 --continue", new Target.Unmodelled("-j ROUTE --oif eth0 --continue") },
        { "-j TARPIT", new Target.Unmodelled("-j TARPIT") },
        { "-j ACCEPT --with-something", new Target.Unmodelled("-j ACCEPT --with-something") },
        { "-j U --option", new Target.Unmodelled("-j U --option") },
        { "-j DNAT --to-destination host.example", new Target.Unmodelled("-j DNAT --to-destination host.example") },
        { "-j DNAT --to-destination 10.0.0.5:80-90/x", new Target.Unmodelled("-j DNAT --to-destination 10.0.0.5:80-90/x") },
        {
            "-j DNAT --to-destination 10.0.0.5:80-90/8080",
            new Target.DestinationNat(Address.Parse("10.0.0.5"), Address.Parse("10.0.0.5"), new PortRange(80, 90))
        },
        { "-j DNAT --to-destination 10.0.0.5:", new Target.Unmodelled("-j DNAT --to-destination 10.0.0.5:") },
        { "-j MARK --set-mark 1 --left", new Target.Unmodelled("-j MARK --set-mark 1 --left") },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_target_is_read(string text, Target expected) => Assert.Equal(expected, IptablesTexts.Rule(text).Target);

    [Theory]
    [InlineData("fd00::5", "fd00::5", "fd00::5", null)]
    [InlineData("[fd00::5]:8080", "fd00::5", "fd00::5", 8080)]
    [InlineData("[fd00::5-fd00::9]:80", "fd00::5", "fd00::9", 80)]
    [InlineData("fd00::5-fd00::9", "fd00::5", "fd00::9", null)]
    [InlineData("::1", "::1", "::1", null)]
    public void An_IPv6_destination_is_read(string text, string first, string last, int? port) => Assert.Equal(
        Nat(first, last, port is { } number ? new PortRange((ushort)number, (ushort)number) : null),
        IptablesTexts.Rule($"-j DNAT --to-destination {text}", Family.IPv6).Target);

    [Theory]
    [InlineData("-j LIBVIRT_FWO")]
    [InlineData("-j lower")]
    [InlineData("-g NOWHERE")]
    [InlineData("-j DROP -j ACCEPT")]
    [InlineData("-j")]
    public void A_rule_that_leads_nowhere_is_refused(string text) =>
        Assert.Contains("line 6", Assert.Throws<ReadException>(() => IptablesTexts.Rule(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_chain_with_the_name_of_a_target_is_not_followed()
    {
        var rules = IptablesSaveReader.Read(
            "*filter\n:FORWARD ACCEPT [0:0]\n:LOG - [0:0]\n-A FORWARD -j LOG\nCOMMIT\n", Family.IPv4, Backend.Nft);
        Assert.IsType<Target.Unmodelled>(rules.Table("filter")!.Chain("FORWARD")!.Rules[0].Target);
    }

    private static Target.DestinationNat Nat(string first, string last, PortRange? ports) =>
        new(Address.Parse(first), Address.Parse(last), ports);
}
