using VirtAgent.Interop.Nftables;

namespace VirtAgent.Tests.Interop.Nftables;

/// <summary>By what a rule is known again.</summary>
public sealed class KernelRuleTests
{
    private const int CountedFrom = 24;

    // iptables -A FORWARD -j DROP, as Linux 6.18 lists it: a counter of bytes and of packets, and a verdict.
    private const string Drop =
        "2c0001000c000100636f756e746572001c0002000c00010000000000000000000c000200000000000000000030000100"
        + "0e000100696d6d6564696174650000001c0002000800010000000000100002000c0002000800010000000000";

    [Fact]
    public void Each_octet_of_a_rule_tells_it_from_another_but_for_what_its_counters_counted()
    {
        var octets = Convert.FromHexString(Drop);
        var before = Fingerprint(octets, []);
        var counted = new HashSet<int>(Enumerable.Range(CountedFrom, 8).Concat(Enumerable.Range(CountedFrom + 12, 8)));
        for (var i = 0; i < octets.Length; i++)
        {
            octets[i] ^= 1;
            Assert.Equal(counted.Contains(i), Fingerprint(octets, []) == before);
            octets[i] ^= 1;
        }
    }

    [Fact]
    public void What_is_written_beside_a_rule_tells_it_from_another_and_is_not_taken_for_a_part_of_it()
    {
        var octets = Convert.FromHexString(Drop);
        Assert.NotEqual(Fingerprint(octets, []), Fingerprint(octets, [1, 2, 3, 0]));
        Assert.NotEqual(Fingerprint(octets[..^4], octets[^4..]), Fingerprint(octets, []));
    }

    private static UInt128 Fingerprint(byte[] expressions, byte[] userData) =>
        new KernelRule(1, expressions, userData).Fingerprint();
}
