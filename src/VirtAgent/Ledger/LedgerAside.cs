using System.Globalization;

namespace VirtAgent.Ledger;

/// <summary>
/// Moves a damaged ledger out of the way. It is evidence, and most of it can still be read: nothing is ever deleted.
/// </summary>
internal static class LedgerAside
{
    private const string Log = "-wal";
    private const string Index = "-shm";

    /// <summary>Renames the ledger, which nobody may have open, to <c>….corrupt-TIME</c>.</summary>
    /// <returns>Where it lies now.</returns>
    /// <exception cref="LedgerException">It cannot be renamed.</exception>
    public static string Move(string path, DateTimeOffset time)
    {
        var stamp = time.ToUniversalTime().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var aside = $"{path}.corrupt-{stamp}";
        for (var i = 2; File.Exists(aside); i++) aside = $"{path}.corrupt-{stamp}-{i}";
        try
        {
            File.Move(path, aside);
            if (File.Exists(path + Log)) File.Move(path + Log, aside + Log);
            // Made anew from the log by whoever opens it.
            File.Delete(path + Index);
            return aside;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LedgerException(LedgerFault.ReadOnly,
                $"{path} is damaged and cannot be renamed to {aside} ({failure.Message}); move it aside by hand.", failure);
        }
    }

    /// <summary>
    /// Keeps the log of a ledger that is not there any more: its file was moved by hand, or we were killed while moving it.
    /// SQLite would delete it, and it may hold entries that are nowhere else.
    /// </summary>
    public static void KeepOrphan(string path)
    {
        if (!File.Exists(path + Log)) return;
        var newest = Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path) + ".corrupt-*")
            .Where(file => !file.EndsWith(Log, StringComparison.Ordinal))
            .OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault();
        var keep = newest is null || File.Exists(newest + Log) ? $"{path}.orphan-{Guid.NewGuid():n}{Log}" : newest + Log;
        File.Move(path + Log, keep);
        File.Delete(path + Index);
    }
}
