using VirtAgent.Core.Packets;
using VirtAgent.Core.Rulesets;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Iptables;

/// <summary>Reads rules of iptables' nf_tables backend one by one, each from the line that iptables-save prints for it.</summary>
public sealed class RuleLines(Family family)
{
    private readonly IptablesTokenizer _tokenizer = new();
    private readonly RuleLineReader _reader = new(family, Backend.Nft);

    /// <summary>The rule of <paramref name="line"/>.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="chain">Its chain.</param>
    /// <param name="number">Its position in the chain, from 1.</param>
    /// <param name="line"><c>-A CHAIN …</c>, without counters.</param>
    /// <param name="isChain">Whether the table has a chain of that name.</param>
    /// <exception cref="ReadException">It is no line of iptables-save, or jumps to a chain that does not exist.</exception>
    public Rule Read(string table, string chain, int number, string line, Func<string, bool> isChain) =>
        _reader.Read(table, chain, number, line, _tokenizer.Split(line), isChain);
}
