using System.Buffers.Binary;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Iptables;
using VirtAgent.Core.Readers.Kernel;
using VirtAgent.Core.Rulesets;

namespace VirtAgent.Tests.Core.Readers.Kernel;

public class KernelRuleTextTests
{
    [Fact]
    public void A_recorded_rule_is_the_line_that_the_tool_printed_or_none()
    {
        Assert.True(RecordedKernelRule.Understood.Count() > 100);
        Assert.True(RecordedKernelRule.All.Count - RecordedKernelRule.Understood.Count() > 70);
        foreach (var rule in RecordedKernelRule.All)
        {
            var line = rule.Line(rule.Expressions);
            Assert.True(line == (rule.IsUnderstood ? rule.Text : null), $"{rule.Text}\n{line}");
        }
    }

    [Fact]
    public void Whatever_bit_is_another_the_line_is_another_or_none()
    {
        foreach (var rule in RecordedKernelRule.Understood)
        {
            var lines = new HashSet<string> { rule.Text };
            var octets = (byte[])rule.Expressions.Clone();
            for (var i = 0; i < octets.Length; i++)
            {
                for (var bit = 0; bit < 8; bit++)
                {
                    octets[i] ^= (byte)(1 << bit);
                    var line = rule.Line(octets);
                    if (rule.IsCount(i)) Assert.Equal(rule.Text, line);
                    // Nor may two of those changes have one line.
                    else Assert.True(line is null || lines.Add(line), $"octet {i}, bit {bit} of {rule.Text}\n{line}");
                    octets[i] ^= (byte)(1 << bit);
                }
            }
        }
    }

    [Fact]
    public void Whatever_octet_is_another_the_line_is_another_or_none()
    {
        foreach (var rule in RecordedKernelRule.Understood)
        {
            var octets = (byte[])rule.Expressions.Clone();
            for (var i = 0; i < octets.Length; i++)
            {
                if (rule.IsCount(i)) continue;
                var before = octets[i];
                foreach (var value in (byte[])[0, 1, 2, 4, 0x20, (byte)'-', (byte)'!', (byte)'+', (byte)'a', 0xfe, 0xff])
                {
                    octets[i] = value;
                    Assert.True(value == before || rule.Line(octets) != rule.Text, $"{value} as octet {i} of {rule.Text}");
                }

                octets[i] = before;
            }
        }
    }

    [Fact]
    public void Of_a_rule_that_is_cut_off_there_is_no_line_or_another()
    {
        foreach (var rule in RecordedKernelRule.All)
        {
            for (var length = 0; length < rule.Expressions.Length; length++)
            {
                // The end may be cut off between two expressions: then it is another rule.
                if (rule.Line(rule.Expressions.AsSpan(0, length)) is not { } line || !rule.IsUnderstood) continue;
                Assert.True(line != rule.Text && rule.Text.StartsWith(line, StringComparison.Ordinal), rule.Text);
            }
        }
    }

    [Fact]
    public void Of_a_rule_with_anything_behind_its_end_there_is_no_line()
    {
        byte[][] more = [[0], [0, 0, 0, 0], [4, 0, 1, 0], .. RecordedKernelRule.All.Select(rule => rule.Expressions)];
        foreach (var rule in RecordedKernelRule.Understood.Where(rule => rule.Text.Contains(" -j ", StringComparison.Ordinal)))
            foreach (var tail in more)
                Assert.Null(rule.Line([.. rule.Expressions, .. tail]));
    }

    [Fact]
    public void Of_noise_there_is_no_line()
    {
        var random = new Random(1);
        var octets = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(octets);
            Assert.Null(KernelRuleText.Line(Family.IPv4, "filter", "FORWARD", octets));
        }
    }

    [Fact]
    public void A_condition_that_stands_twice_is_not_understood()
    {
        foreach (var rule in RecordedKernelRule.Understood)
        {
            var expressions = Expressions(rule.Expressions);
            var counter = expressions.FindIndex(expression => expression.AsSpan().IndexOf("counter\0"u8) >= 0);
            var isHeaderOrPort = expressions.Take(counter).All(expression =>
                expression.AsSpan().IndexOf("match\0"u8) < 0 && expression.AsSpan().IndexOf("limit\0"u8) < 0);
            if (!isHeaderOrPort || counter == 0 || rule.Text.Contains("-m mark", StringComparison.Ordinal)) continue;
            Assert.Null(rule.Line([.. expressions.Take(counter).SelectMany(part => part), .. rule.Expressions]));
        }
    }

    [Fact]
    public void Without_its_counter_or_with_two_a_rule_is_not_understood()
    {
        foreach (var rule in RecordedKernelRule.Understood)
        {
            var expressions = Expressions(rule.Expressions);
            var counter = expressions.FindIndex(expression => expression.AsSpan().IndexOf("counter\0"u8) >= 0);
            Assert.Null(rule.Line([.. expressions.Where((_, i) => i != counter).SelectMany(part => part)]));
            expressions.Insert(counter, expressions[counter]);
            Assert.Null(rule.Line([.. expressions.SelectMany(part => part)]));
        }
    }

    [Fact]
    public void A_condition_is_read_from_the_register_it_was_loaded_into()
    {
        var rule = RecordedKernelRule.Understood.First(rule => rule.Text.Contains("255.0.255.0", StringComparison.Ordinal));
        var octets = (byte[])rule.Expressions.Clone();
        // Of payload, from and to of bitwise, and of cmp.
        int[] places = [Register("payload\0"u8), Register("bitwise\0"u8), Register("bitwise\0"u8) + 8, Register("cmp\0"u8)];
        foreach (var register in (byte[])[2, 4, 8, 23])
        {
            foreach (var place in places) octets[place] = register;
            Assert.Equal(rule.Text, rule.Line(octets));
            foreach (var place in places)
            {
                octets[place] = 1;
                Assert.Null(rule.Line(octets));
                octets[place] = register;
            }
        }

        // The last octet of the first attribute of an expression.
        int Register(ReadOnlySpan<byte> name) => octets.AsSpan().IndexOf(name) + ((name.Length + 3) & ~3) + 11;
    }

    [Fact]
    public void Only_the_tables_and_names_of_iptables_have_lines()
    {
        var rule = RecordedKernelRule.Understood.First(rule => rule.Text.EndsWith("-j ACCEPT", StringComparison.Ordinal));
        Assert.NotNull(KernelRuleText.Line(Family.IPv4, "mangle", "mine.1", rule.Expressions));
        Assert.Null(KernelRuleText.Line(Family.IPv4, "libvirt_network", "FORWARD", rule.Expressions));
        foreach (var chain in (string[])["", "a b", "a\n", "\"a\"", "-j", "!", "é"])
            Assert.Null(KernelRuleText.Line(Family.IPv4, "filter", chain, rule.Expressions));
    }

    [Fact]
    public void The_line_says_to_the_reader_what_the_tools_line_says()
    {
        foreach (var rule in RecordedKernelRule.Understood)
        {
            var chain = rule.Text.Split(' ')[1];
            var text = $"*filter\n:c - [0:0]\n:{chain} - [0:0]\n{rule.Line(rule.Expressions)}\nCOMMIT\n";
            var read = IptablesSaveReader.Read(text, rule.Family, Backend.Nft).Table("filter")!.Chain(chain)!.Rules;
            Assert.Equal(rule.Text, Assert.Single(read).Text);
        }
    }

    private static List<byte[]> Expressions(byte[] rule)
    {
        var parts = new List<byte[]>();
        for (var at = 0; at < rule.Length; at += parts[^1].Length)
            parts.Add(rule[at..(at + ((BinaryPrimitives.ReadUInt16LittleEndian(rule.AsSpan(at)) + 3) & ~3))]);
        return parts;
    }
}
