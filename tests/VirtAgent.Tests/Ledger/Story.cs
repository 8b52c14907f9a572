using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Tests.Ledger;

/// <summary>Occurrences for ledgers: a clock that goes on by a second each time it is asked, and ports of guests.</summary>
internal sealed class Story
{
    public static readonly DateTimeOffset Begin = new(2021, 3, 14, 10, 0, 0, TimeSpan.Zero);

    private DateTimeOffset _time = Begin;
    private TimeSpan _sinceBoot = TimeSpan.FromHours(1);

    /// <summary>The next moment.</summary>
    public Moment Now()
    {
        _time += TimeSpan.FromSeconds(1);
        _sinceBoot += TimeSpan.FromSeconds(1);
        return new Moment(_time, _sinceBoot);
    }

    /// <summary>The wall clock is set.</summary>
    public void SetClock(TimeSpan by) => _time += by;

    public static string Uuid(int number) => $"00000000-0000-4000-8000-{number:x12}";

    public static string Mac(int number) => $"52:54:00:{number >> 16 & 255:x2}:{number >> 8 & 255:x2}:{number & 255:x2}";

    /// <summary>Something about port <paramref name="number"/>, which guest <paramref name="number"/> holds.</summary>
    public LedgerEvent Port(EntryKind kind, int number) => new(kind, Now())
    {
        Port = Uuid(number),
        Network = "default",
        Guest = $"guest-{number}",
        GuestUuid = Uuid(number + 0x100000),
        Mac = Mac(number),
        Tap = kind is EntryKind.PortBound or EntryKind.PortChanged ? $"vnet{number}" : null,
        Bridge = "virbr0",
    };

    public LedgerEvent Finding(EntryKind kind, string key) => new(kind, Now()) { Finding = key, Network = "network1" };

    public LedgerEvent Gap(EntryKind kind, string detail) => new(kind, Now()) { Detail = detail };
}
