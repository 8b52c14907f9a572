using System.CommandLine;

namespace VirtAgent.Cli;

/// <summary><c>ledger verify|export|prune</c>.</summary>
internal static class LedgerVerb
{
    public static Command Create(GlobalOptions globals) => new("ledger", "Checks, exports or prunes the ledger.")
    {
        LedgerVerifyVerb.Create(globals), LedgerExportVerb.Create(globals), LedgerPruneVerb.Create(globals),
    };
}
