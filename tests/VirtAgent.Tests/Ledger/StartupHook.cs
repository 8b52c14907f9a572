using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;
using VirtAgent.Ledger;

/// <summary>
/// A process that writes a ledger until it is killed: this program started with itself as a startup hook
/// (https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md), which runs before any test would.
/// </summary>
internal static class StartupHook
{
    /// <summary>Variable with the ledger, the file of what was acknowledged, and the number to begin with.</summary>
    public const string Variable = "VIRTAGENT_WRITE_LEDGER";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } task) return;
        var words = task.Split(' ');
        using var acknowledged = new FileStream(words[1], FileMode.Append, FileAccess.Write);
        var sinceBoot = TimeSpan.Zero;
        // A clock on which every pause is over at once.
        Moment Now() => new(DateTimeOffset.UnixEpoch + sinceBoot, sinceBoot += TimeSpan.FromMinutes(2));
        using var writer = new LedgerWriter(words[0], Now);
        for (var number = long.Parse(words[2], null); ; number += 2)
        {
            LedgerEvent[] group = [Entry(number, Now()), Entry(number + 1, Now())];
            if (writer.Write(group) == WriteDurability.InMemory) continue;
            acknowledged.Write(System.Text.Encoding.UTF8.GetBytes($"{number}\n{number + 1}\n"));
            acknowledged.Flush();
        }
    }

    private static LedgerEvent Entry(long number, Moment at) =>
        new(EntryKind.PortCreated, at) { Detail = number.ToString(null, null) };
}
