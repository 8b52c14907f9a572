using VirtAgent.Core.Analysis.Sets;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Core.Analysis.Sets;

/// <summary>Sets are compared with what they stand for: membership of every value of a small field.</summary>
public class PacketSetTests
{
    private readonly PacketSpace _space = new(Family.IPv4, 4, new BddTable(BddTable.NodeLimit));

    [Fact]
    public void Union_meet_and_difference_agree_with_enumeration_for_random_ranges()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var (a, inA) = RandomSet(random);
            var (b, inB) = RandomSet(random);
            Expect(a | b, value => inA(value) || inB(value));
            Expect(a & b, value => inA(value) && inB(value));
            Expect(a - b, value => inA(value) && !inB(value));
            Expect(!a, value => !inA(value));
        }
    }

    [Fact]
    public void Equal_sets_are_the_same_however_they_were_made()
    {
        var port = _space.DestinationPort;
        var halves = _space.Between(port, 0, 999) | _space.Between(port, 1000, 65535);
        Assert.True(halves.IsAll);
        Assert.Equal(_space.Between(port, 10, 20) - _space.Between(port, 15, 20), _space.Between(port, 10, 14));
    }

    [Fact]
    public void Forgetting_a_field_keeps_every_other_field()
    {
        var web = _space.Is(_space.Protocol, 6) & _space.Is(_space.DestinationPort, 443);
        Assert.Equal(_space.Is(_space.Protocol, 6), web.Forget(_space.DestinationPort));
        Assert.Equal(web, web.Forget(_space.Mark));
    }

    [Fact]
    public void A_sample_is_a_member()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var (set, contains) = RandomSet(random);
            if (set.IsEmpty) continue;
            Assert.True(contains((int)(uint)_space.Protocol.In(set.Sample(_space.Levels))));
        }
    }

    [Fact]
    public void A_reversed_range_is_empty() => Assert.True(_space.Between(_space.SourcePort, 10, 9).IsEmpty);

    [Theory]
    [InlineData("10.0.0.0/255.0.255.0", "10.77.0.9", true)]
    [InlineData("10.0.0.0/255.0.255.0", "10.77.1.9", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("203.0.113.9/32", "203.0.113.8", false)]
    public void A_mask_holds_exactly_its_addresses(string mask, string address, bool inside)
    {
        Assert.True(AddressMask.TryParse(mask, out var parsed));
        var one = _space.Is(_space.Source, Address.Parse(address).Bits);
        Assert.Equal(inside, !(_space.Within(_space.Source, parsed) & one).IsEmpty);
    }

    [Fact]
    public void A_set_that_outgrows_its_bound_says_so_instead_of_answering()
    {
        // Source equals destination, bit by bit: with one field above the other this needs 2^32 nodes.
        var space = new PacketSpace(Family.IPv4, 4, new BddTable(1 << 15));
        Assert.Throws<SetTooLargeException>(() =>
        {
            var equal = space.All;
            for (var bit = 0; bit < 32; bit++)
            {
                Field source = new(space.Source.First + bit, 1), destination = new(space.Destination.First + bit, 1);
                equal &= (space.Is(source, 0) & space.Is(destination, 0)) | (space.Is(source, 1) & space.Is(destination, 1));
            }
        });
    }

    [Fact]
    public void Bounds_stay_sound_when_something_uncertain_is_taken_away()
    {
        var port = _space.DestinationPort;
        var all = Bounds.Exactly(_space.Between(port, 0, 100));
        var unsure = new Bounds(_space.Between(port, 0, 9), _space.Between(port, 0, 49));
        var rest = all - unsure;
        Assert.Equal(_space.Between(port, 50, 100), rest.Certain);
        Assert.Equal(_space.Between(port, 10, 100), rest.Possible);
    }

    private (PacketSet Set, Func<int, bool> Contains) RandomSet(Random random)
    {
        var set = _space.None;
        var ranges = new List<(int First, int Last)>();
        for (var i = random.Next(4); i >= 0; i--)
        {
            int first = random.Next(256), last = random.Next(256);
            ranges.Add((first, last));
            set |= _space.Between(_space.Protocol, first, last);
        }

        return (set, value => ranges.Any(range => value >= range.First && value <= range.Last));
    }

    private void Expect(PacketSet set, Func<int, bool> contains)
    {
        for (var value = 0; value < 256; value++)
            Assert.Equal(contains(value), !(set & _space.Is(_space.Protocol, value)).IsEmpty);
    }
}
