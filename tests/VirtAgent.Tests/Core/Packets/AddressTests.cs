using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Tests.Core.Packets;

public class AddressTests
{
    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.0.0.0/255.0.255.0")]
    [InlineData("192.0.2.1/32")]
    [InlineData("0.0.0.0/0")]
    [InlineData("fd00:71::/64")]
    [InlineData("::/0")]
    public void A_mask_prints_as_it_was_read(string text)
    {
        Assert.True(AddressMask.TryParse(text, out var mask));
        Assert.Equal(text, mask.ToString());
    }

    [Fact]
    public void Host_bits_below_the_mask_are_dropped_as_the_kernel_does()
    {
        Assert.True(AddressMask.TryParse("10.1.2.3/255.255.255.0", out var mask));
        Assert.Equal("10.1.2.0/24", mask.ToString());
        Assert.True(mask.Contains(Address.Parse("10.1.2.200")));
        Assert.False(mask.Contains(Address.Parse("10.1.3.1")));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10.0.0")]
    [InlineData("fe80::1%eth0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("host.example")]
    public void What_is_no_address_is_refused(string text) => Assert.False(AddressMask.TryParse(text, out _));

    [Fact]
    public void A_name_survives_the_way_to_a_file_name_and_back()
    {
        foreach (var name in new[] { "default", "..", "a/b", "ünï", "-x", "%41", "a b\n", ".hidden", "con:1", "a.b",
            "web.inactive" })
        {
            var escaped = FileNameEscape.Escape(name);
            Assert.DoesNotContain('/', escaped);
            Assert.NotEqual('.', escaped[0]);
            Assert.False(escaped.EndsWith(".inactive", StringComparison.Ordinal));
            Assert.Equal(name, FileNameEscape.Unescape(escaped));
        }
    }
}
