using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VirtAgent.Interop.Netlink;

namespace VirtAgent.Interop.Nftables;

/// <summary>A rule of nf_tables as the kernel holds it.</summary>
/// <param name="Handle">
/// Its number, which no other rule of the table has at the same time. A rule that is replaced in place leaves it to its successor
/// (NLM_F_REPLACE, nf_tables_newrule in net/netfilter/nf_tables_api.c).
/// </param>
/// <param name="Expressions">
/// What stands in its attribute NFTA_RULE_EXPRESSIONS (linux/netfilter/nf_tables.h). It lies in what a whole message needs.
/// </param>
/// <param name="UserData">
/// What the program that made it wrote beside it (NFTA_RULE_USERDATA), which the kernel does not look at; empty if nothing.
/// </param>
public sealed record KernelRule(ulong Handle, ReadOnlyMemory<byte> Expressions, ReadOnlyMemory<byte> UserData)
{
    private const int ExpressionName = 1;
    private const int ExpressionData = 2;

    /// <summary>
    /// The first 128 bits of SHA-256 over what the rule does and says, without what its counters have counted: two rules of one
    /// fingerprint are the same.
    /// </summary>
    public UInt128 Fingerprint()
    {
        const int OnStack = 1024;
        var length = sizeof(int) + Expressions.Length + UserData.Length;
        Span<byte> octets = length <= OnStack ? stackalloc byte[length] : new byte[length];
        // Where the first part ends is hashed as well, so that no octet can pass from one part to the other.
        MemoryMarshal.Write(octets, Expressions.Length);
        Expressions.Span.CopyTo(octets[sizeof(int)..]);
        UserData.Span.CopyTo(octets[(sizeof(int) + Expressions.Length)..]);
        ClearCounters(octets.Slice(sizeof(int), Expressions.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets, hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    private static void ClearCounters(Span<byte> octets)
    {
        var expressions = new NetlinkAttributes(octets);
        while (expressions.Next())
        {
            var isCounter = false;
            var parts = new NetlinkAttributes(expressions.Value);
            while (parts.Next())
            {
                if (parts.Type == ExpressionName) isCounter = parts.Text == "counter";
                if (parts.Type != ExpressionData || !isCounter) continue;
                var counted = new NetlinkAttributes(parts.Value);
                while (counted.Next())
                {
                    octets.Overlaps(counted.Value, out var start);
                    octets.Slice(start, counted.Value.Length).Clear();
                }
            }
        }
    }
}
