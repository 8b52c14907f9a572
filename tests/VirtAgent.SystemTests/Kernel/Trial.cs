using VirtAgent.Core.Packets;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>One random ruleset and the random packets it is tried on; the seed alone decides all of it.</summary>
internal sealed class Trial
{
    /// <summary>Draws a trial.</summary>
    public Trial(int seed, Family family, bool withUnmodelled, int packets)
    {
        Seed = seed;
        Family = family;
        WithUnmodelled = withUnmodelled;
        var random = new Random(seed);
        var rules = new RandomRuleSet(random, family, withUnmodelled);
        Rules = rules.Text;
        Packets = [.. Enumerable.Range(0, packets).Select(_ => RandomPacket.Draw(random, family, rules.Atoms))];
    }

    /// <summary>What it was drawn from.</summary>
    public int Seed { get; }

    /// <summary>Which of the two protocols it is about.</summary>
    public Family Family { get; }

    /// <summary>Whether conditions and targets that nobody models are mixed in.</summary>
    public bool WithUnmodelled { get; }

    /// <summary>Input of iptables-restore.</summary>
    public string Rules { get; }

    /// <summary>The packets, in the order they arrive.</summary>
    public IReadOnlyList<RandomPacket> Packets { get; }

    /// <summary>What the kernel does with each packet while it holds <paramref name="rules"/>.</summary>
    public static IReadOnlyList<KernelVerdict> Verdicts(KernelJudge judge, string rules, IReadOnlyList<RandomPacket> packets)
    {
        judge.Flush();
        // Translated flows meet others in ways that no comparison of the packets shows, and the second of two alike is dropped.
        var always = new[] { "DNAT --to", "SNAT --to", "MASQUERADE" }.Any(text => rules.Contains(text, StringComparison.Ordinal));
        var sinceFlush = new List<RandomPacket>();
        var arrivals = new List<Arrival>();
        foreach (var packet in packets)
        {
            var flush = always || sinceFlush.Exists(packet.MayContinue);
            if (flush) sinceFlush.Clear();
            sinceFlush.Add(packet);
            var octets = PacketOctets.Write(packet.Packet, arrivals.Count + 1, packet.Sound);
            arrivals.Add(new Arrival(packet.Packet.In, octets, flush));
        }

        return [.. judge.Judge(arrivals).Zip(arrivals, VerdictOf)];
    }

    private static KernelVerdict VerdictOf(IReadOnlyList<Departure> departures, Arrival arrival)
    {
        var forwarded = departures.SingleOrDefault(departure => PacketOctets.IsForwarded(departure.Octets, arrival.Octets));
        return new KernelVerdict(forwarded?.Device, forwarded is null ? null : PacketOctets.Destination(forwarded.Octets));
    }
}
