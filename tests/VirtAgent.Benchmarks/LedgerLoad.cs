using VirtAgent.Core.Hosts;
using VirtAgent.Core.Ledger;

namespace VirtAgent.Benchmarks;

/// <summary>
/// What a busy host tells in years: ports that live through five entries each, one after another, of <see cref="Guests"/> guests
/// with a MAC each, on <see cref="Taps"/> taps and <see cref="Networks"/> networks. Every port has its own UUID.
/// </summary>
internal static class LedgerLoad
{
    public const int Guests = 20_000;
    public const int Taps = 2_000;
    public const int Networks = 10;

    private static readonly EntryKind[] Life =
        [EntryKind.PortCreated, EntryKind.PortBound, EntryKind.PortChanged, EntryKind.PortUnbound, EntryKind.PortDeleted];

    private static readonly Moment Begin = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(1));

    /// <summary>Wall time of the entry with that number, counted from 0: ten a minute.</summary>
    public static DateTimeOffset Time(int number) => Begin.Time.AddSeconds(6 * number);

    /// <summary>UUID of a port, counted from 0; spread like random ones.</summary>
    public static string Port(int port) => $"{(uint)port * 2_654_435_761u:x8}-0000-4000-8000-{port:x12}";

    /// <summary>MAC of a guest.</summary>
    public static string Mac(int guest) => $"52:54:00:{guest >> 16 & 255:x2}:{guest >> 8 & 255:x2}:{guest & 255:x2}";

    /// <summary>So many, from that number on.</summary>
    public static List<LedgerEvent> Entries(int from, int count) => [.. Enumerable.Range(from, count).Select(Entry)];

    private static LedgerEvent Entry(int number)
    {
        var port = number / Life.Length;
        var guest = port % Guests;
        var at = new Moment(Time(number), Begin.SinceBoot + (Time(number) - Begin.Time));
        return new LedgerEvent(Life[number % Life.Length], at)
        {
            Port = Port(port),
            Network = $"network{port % Networks}",
            Guest = $"guest-{guest}",
            GuestUuid = Port(guest + 1_000_000),
            Mac = Mac(guest),
            Tap = $"vnet{port % Taps}",
            Bridge = $"virbr{port % Networks}",
        };
    }
}
