using VirtAgent.Interop.Netlink;
using VirtAgent.Interop.Posix;

namespace VirtAgent.Tests.Interop.Netlink;

/// <summary>Datagrams that Linux 6.18 sent while somebody changed a network namespace, and what is none.</summary>
public sealed class NetlinkMessagesTests
{
    // nft add table ip t, by process 2927.
    private const string NftCommit = "2c0000000f0a0000010000006f0b00000000000208000100000000020800020000000b6f080003006e667400";

    // iptables -A FORWARD -j DROP, by process 2931: the rule in its table and chain, and then the commit.
    private const string IptablesRule =
        "3c000000000a000402000000730b0000020000040b00010066696c746572000008000300000000010c000400000000000000000208000200"
        + "0000000070000000030a000403000000730b0000020000040b00010066696c74657200000c000300464f5257415244000c00020000000000"
        + "00000001140004000800010000000002080002000000000008000500000000010b00070066696c746572000008000a000000000108000600"
        + "0000000198000000060a000c04000000730b0000020000040b00010066696c74657200000c000200464f5257415244000c00030000000000"
        + "00000002600004002c0001000c000100636f756e746572001c0002000c00010000000000000000000c000200000000000000000030000100"
        + "0e000100696d6d6564696174650000001c0002000800010000000000100002000c0002000800010000000000";

    private const string IptablesCommit =
        "340000000f0a000002000000730b00000000000408000100000000040800020000000b730d00030069707461626c657300000000";

    private const string NewRoute =
        "34000000180000065bd1026b5d0b000002100000fe03fd010000000008000f00fe000000080001000a0800000800040002000000";
    private const string NewNetconf =
        "240000005000000000000000000000000200000008000100ffffffff0800020001000000";

    private const string NewAddress =
        "4c000000140000005bd1026b5b0b00000218800002000000080001000a090001080002000a09000108000300627230000800080080000000"
        + "14000600ffffffffffffffffb6821400b6821400";

    private const string NewRoutingRule =
        "44000000200000005bd1026b5f0b000002002000640000010000000008000f006400000008000e00ffffffff050015000000000008000600"
        + "fd7f0000080002000a090005";

    private const string NewTcChain =
        "2c0000006400000600000000000000000000000002000000000000000000ffff0000000008000b0000000000";

    [Theory]
    [InlineData(NftCommit, 2, 2927, "nft")]
    [InlineData(IptablesCommit, 4, 2931, "iptables")]
    public void A_commit_says_which_generation_it_made_and_who_made_it(string datagram, uint generation, int pid, string name) =>
        Assert.Equal([new KernelChange.RulesetCommitted(generation, pid, name)], Ruleset(Convert.FromHexString(datagram)));

    [Fact]
    public void What_stands_before_a_commit_says_what_it_changed() =>
        Assert.Equal(
            [
                new KernelChange.RulesetOtherwise(), new KernelChange.Chains(2, "filter"),
                    new KernelChange.Rules(2, "filter", "FORWARD"),
                new KernelChange.RulesetCommitted(4, 2931, "iptables"),
            ],
            Ruleset(Convert.FromHexString(IptablesRule + IptablesCommit)));

    [Theory]
    [InlineData(NewRoute, typeof(KernelChange.Route))]
    [InlineData(NewNetconf, typeof(KernelChange.Netconf))]
    [InlineData(NewAddress, typeof(KernelChange.Address))]
    [InlineData(NewRoutingRule, typeof(KernelChange.RoutingRule))]
    [InlineData(NewTcChain, typeof(KernelChange.TrafficControl))]
    public void A_change_of_the_network_is_told_by_its_kind(string datagram, Type change) =>
        Assert.IsType(change, Assert.Single(Network(Convert.FromHexString(datagram))));

    [Fact]
    public void Changes_of_one_kind_in_a_datagram_are_one_hint() =>
        Assert.Equal(
            [new KernelChange.Route(), new KernelChange.Netconf()],
            Network(Convert.FromHexString(NewRoute + NewRoute + NewNetconf + NewRoute)));

    [Fact]
    public void A_commit_cut_off_anywhere_tells_less_and_breaks_nothing()
    {
        var whole = Convert.FromHexString(NftCommit);
        for (var length = 0; length < whole.Length; length++) Assert.Empty(Ruleset(whole[..length]));

        // The message's own length, cut to what is left of it: attributes that do not fit are passed over.
        for (var length = 20; length < whole.Length; length++)
        {
            var cut = whole[..length];
            BitConverter.TryWriteBytes(cut, length);
            var commit = Assert.IsType<KernelChange.RulesetCommitted>(Assert.Single(Ruleset(cut)));
            Assert.StartsWith(commit.Command, "nft", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Random_bytes_and_random_damage_break_nothing()
    {
        var random = new Random(2026);
        var whole = Convert.FromHexString(IptablesRule + IptablesCommit + NewRoute + NewAddress);
        for (var round = 0; round < 20_000; round++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            var damaged = (byte[])whole.Clone();
            for (var place = random.Next(1, 8); place > 0; place--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            foreach (var datagram in (byte[][])[noise, damaged])
            {
                Assert.True(Ruleset(datagram).Count <= datagram.Length / 16);
                Assert.True(Network(datagram).Count <= datagram.Length / 16);
            }
        }
    }

    private static IReadOnlyList<KernelChange> Ruleset(byte[] datagram) =>
        NetlinkMessages.Read(NetlinkFamily.Netfilter, datagram);

    private static IReadOnlyList<KernelChange> Network(byte[] datagram) =>
        NetlinkMessages.Read(NetlinkFamily.Route, datagram);
}
