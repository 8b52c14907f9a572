using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;

namespace VirtAgent.Core.Analysis.Walks;

/// <summary>
/// Walks single packets through a host, rule by rule, as the kernel would: the second opinion on every packet that the set
/// evaluator shows, and the trace of it. Tainted rules and native nftables are not looked at here.
/// </summary>
/// <param name="host">The host; read once, so one instance answers many questions.</param>
public sealed class PacketWalk(Host host)
{
    /// <summary>How many walks are tried before the rest is given up.</summary>
    public const int MostWalks = 256;

    /// <summary>The assumption of a forwarded walk whose routing policy was not read: the kernel's three default rules.</summary>
    public const string DefaultPolicy = "routing policy was not read; taken as the default";

    /// <summary>The assumption of a forwarded walk whose routes were not read: those that the devices' addresses bring.</summary>
    public const string RoutesFromAddresses = "routes were not read; taken from the addresses of the devices";

    // Keeps an answer within a second or so when both the rules and the open questions are very many.
    private const int MostConsulted = 2_000_000;
    private const int MostChoices = 100_000;

    private readonly FamilyPath _ipv4 = new(host, Family.IPv4);
    private readonly FamilyPath _ipv6 = new(host, Family.IPv6);

    /// <summary>
    /// Every way <paramref name="packet"/> can take: one when everything on the way is modelled, read, and of one next hop.
    /// What is open but makes no difference to where the packet ends is no separate way and no assumption; its steps still say
    /// "(assumed)". When there are more than <see cref="MostWalks"/>, the last walk's assumptions say so.
    /// </summary>
    /// <exception cref="ArgumentException">The packet's two addresses are of different families.</exception>
    public IReadOnlyList<Walk> Walks(Packet packet, WalkAssumptions? assume = null)
    {
        if (packet.Source.Family != packet.Destination.Family)
        {
            throw new ArgumentException(
                $"{packet.Source} and {packet.Destination} are of different families; give two of one.", nameof(packet));
        }

        var search = new Search(packet.Family == Family.IPv4 ? _ipv4 : _ipv6, packet, assume ?? WalkAssumptions.None);
        var ways = search.Explore([]);
        var walks = ways.ConvertAll(way => way.ToWalk());
        if (search.GaveUp)
        {
            const string Note = "there are more ways than were walked, and the others may end differently";
            walks[^1] = walks[^1] with { Assumptions = [.. walks[^1].Assumptions, Note] };
        }

        return walks;
    }

    /// <summary>A finished walk with the choices that led there.</summary>
    private sealed class Way(WalkOutcome outcome, SingleWalk walk, IReadOnlyList<Choice> choices)
    {
        private readonly HashSet<int> _irrelevant = [];

        public IReadOnlyList<Choice> Choices => choices;

        public (WalkOutcome Outcome, string? Out) End { get; } = (outcome, outcome == WalkOutcome.Forwarded ? walk.Out : null);

        /// <summary>The choice of that index turned out to make no difference.</summary>
        public void Forget(int index) => _irrelevant.Add(index);

        public Walk ToWalk()
        {
            var relevant = choices.Where((_, index) => !_irrelevant.Contains(index));
            var assumptions = relevant.Select(choice => choice.Assumption()).OfType<string>();
            if (outcome == WalkOutcome.Forwarded) assumptions = assumptions.Concat(walk.Notes);
            return new Walk(End.Outcome, End.Out, walk.Steps, [.. assumptions.Distinct()]);
        }
    }

    /// <summary>Walks again and again from the start, each time with one choice made differently, until all were made.</summary>
    private sealed class Search(FamilyPath path, Packet packet, WalkAssumptions assume)
    {
        private readonly HashSet<ChoicePoint> _settled = [];
        private int _walked;
        private int _consulted;
        private int _chosen;

        public bool GaveUp { get; private set; }

        /// <summary>All ways that begin with the choices of <paramref name="script"/>.</summary>
        public List<Way> Explore(IReadOnlyList<Choice> script)
        {
            var first = WalkOnce(script);
            List<Way> ways = [first];
            // From the last choice back, so that at each one everything behind its first way is known already.
            for (var i = first.Choices.Count - 1; i >= script.Count; i--)
            {
                var choice = first.Choices[i];
                var others = new List<Way>();
                var same = true;
                for (var taken = 1; taken < choice.Count && MayGoOn(); taken++)
                {
                    var branch = Explore([.. first.Choices.Take(i), choice with { Taken = taken }]);
                    same &= Ends(branch).SetEquals(Ends(ways));
                    others.AddRange(branch);
                }

                if (!same || GaveUp || !choice.CoversAll)
                {
                    ways.AddRange(others);
                    continue;
                }

                // Every way on leads to the same ends: one of them stands for all.
                foreach (var way in ways) way.Forget(i);
                if (Ends(ways).Count == 1) _settled.Add(choice.Point);
            }

            return ways;
        }

        private static HashSet<(WalkOutcome, string?)> Ends(List<Way> ways) => [.. ways.Select(way => way.End)];

        private bool MayGoOn()
        {
            GaveUp |= _walked >= MostWalks || _consulted >= MostConsulted || _chosen >= MostChoices;
            return !GaveUp;
        }

        private Way WalkOnce(IReadOnlyList<Choice> script)
        {
            var choices = new Choices(script, _settled);
            var walk = new SingleWalk(path, packet, assume, choices);
            var outcome = walk.Run();
            _walked++;
            _consulted += walk.Consulted;
            _chosen += choices.Made.Count;
            return new Way(outcome, walk, choices.Made);
        }
    }
}
