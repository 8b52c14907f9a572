using System.Globalization;
using VirtAgent.Core.Hosts;
using VirtAgent.Core.Packets;
using VirtAgent.Core.Readers.Records;
using VirtAgent.Core.Rulesets;
using VirtAgent.Interop.Nftables;
using VirtAgent.Observe.Netfilter;
using VirtAgent.SystemTests.Support;

namespace VirtAgent.SystemTests.Kernel;

/// <summary>
/// The tools are the judge: random changes of a ruleset, and after each what was followed in the kernel compared with what
/// iptables-save and nft print. VIRTAGENT_CHANGES sets how many, VIRTAGENT_SEED replays a run.
/// </summary>
public sealed class RulesetMirrorTests
{
    private static readonly int Rounds = Setting("VIRTAGENT_CHANGES") ?? 40;

    [Theory]
    [InlineData(Family.IPv4)]
    [InlineData(Family.IPv6)]
    public void What_is_followed_is_what_the_tools_print(Family family)
    {
        var seed = Setting("VIRTAGENT_SEED") ?? Random.Shared.Next();
        Console.WriteLine($"{family}: VIRTAGENT_SEED={seed}");
        var random = new Random(seed);
        using var space = new NetworkNamespace("mirror");
        var changes = new RandomChanges(random, family);
        space.Run(() =>
        {
            using var mirror = Mirror();
            Start(space, mirror);
            Assert.NotNull(mirror.Rules);
            int followed = 0, tried = 0;
            for (var round = 0; round < Rounds; round++)
            {
                if (mirror.Rules is null) Start(space, mirror);
                foreach (var change in changes.Draw()) Restore(space, family, change);
                tried++;
                if (!mirror.Follow()) continue;
                followed++;
                Compare(mirror.Rules!, Read(space), $"VIRTAGENT_SEED={seed}, round {round}");
            }

            Console.WriteLine($"{family}: {followed} of {tried} followed");
            // Otherwise agreeing would be easy.
            Assert.InRange(followed, Rounds / 2, Rounds);
        });
    }

    [Fact]
    public void A_rule_in_every_chain_that_iptables_makes_is_believed_and_followed()
    {
        using var space = new NetworkNamespace("builtin");
        (string Table, string[] Chains)[] tables =
        [
            ("raw", ["PREROUTING", "OUTPUT"]), ("mangle", ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"]),
            ("nat", ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"]), ("filter", ["INPUT", "FORWARD", "OUTPUT"]),
            ("security", ["INPUT", "FORWARD", "OUTPUT"]),
        ];
        var rules = string.Concat(tables.Select(table =>
            $"*{table.Table}\n{string.Concat(table.Chains.Select(chain => $"-A {chain} -j ACCEPT\n"))}COMMIT\n"));
        Restore(space, Family.IPv4, rules);
        Restore(space, Family.IPv6, rules);
        space.Run(() =>
        {
            using var mirror = Mirror();
            Start(space, mirror);
            Assert.Empty(Read(space).Taints);
            Assert.True(mirror.Follow());
            Restore(space, Family.IPv6, rules);
            Assert.True(mirror.Follow());
            Compare(mirror.Rules!, Read(space), "twice each");
        });
    }

    [Fact]
    public void Two_chains_that_change_in_one_commit_are_never_seen_one_before_the_other()
    {
        using var space = new NetworkNamespace("atomic");
        Restore(space, Family.IPv4, "*filter\n:ONE - [0:0]\n:TWO - [0:0]\n-A ONE -j ACCEPT\n-A TWO -j ACCEPT\nCOMMIT\n");
        space.Run(() =>
        {
            using var mirror = Mirror();
            Start(space, mirror);
            using var stop = new CancellationTokenSource();
            var churn = new Thread(() =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    var block = string.Concat(Enumerable.Range(0, 5).Select(j => Swap((i + j) % 2 == 0 ? "DROP" : "ACCEPT")));
                    Restore(space, Family.IPv4, block);
                }
            });
            churn.Start();
            int looks = 0, drops = 0;
            var end = DateTime.UtcNow.AddSeconds(10);
            while (DateTime.UtcNow < end && mirror.Follow())
            {
                var filter = mirror.Rules!.Single(rules => rules.Family == Family.IPv4).Table("filter")!;
                Assert.Equal(filter.Chain("ONE")!.Rules.Select(rule => rule.Target),
                    filter.Chain("TWO")!.Rules.Select(rule => rule.Target));
                looks++;
                if (Assert.Single(filter.Chain("ONE")!.Rules).Target is Target.Drop) drops++;
            }

            stop.Cancel();
            churn.Join();
            Assert.NotNull(mirror.Rules);
            // It saw it change, more than once.
            Assert.InRange(drops, 10, looks - 10);
            Assert.True(mirror.Follow());
            Compare(mirror.Rules!, Read(space), "in the end");
        });

        static string Swap(string target) => $"*filter\n-F ONE\n-F TWO\n-A ONE -j {target}\n-A TWO -j {target}\nCOMMIT\n";
    }

    [Fact]
    public void A_chain_that_is_renamed_while_another_jumps_to_it_is_not_followed()
    {
        using var space = new NetworkNamespace("rename");
        Restore(space, Family.IPv4, "*filter\n:OLD - [0:0]\n-A OLD -j DROP\n-A FORWARD -j OLD\nCOMMIT\n");
        space.Run(() =>
        {
            using var mirror = Mirror();
            Start(space, mirror);
            Assert.True(mirror.Follow());
            space.Ask(["iptables-nft", "-E", "OLD", "NEW"]);
            // The kernel tells nothing of FORWARD, whose rule now reads otherwise.
            Assert.False(mirror.Follow());
            Start(space, mirror);
            Compare(mirror.Rules!, Read(space), "once asked again");
        });
    }

    [Theory]
    [InlineData("iptables-nft", "-R", "MINE", "1", "-j", "ACCEPT")]
    [InlineData("nft", "replace", "rule", "ip", "filter", "MINE", "handle", "HANDLE", "counter", "accept")]
    public void A_rule_that_is_replaced_in_place_is_read_although_it_keeps_its_handle(params string[] change)
    {
        using var space = new NetworkNamespace("inplace");
        space.Must("""
            iptables-nft -N MINE
            iptables-nft -A MINE -s 10.0.0.1 -j DROP
            iptables-nft -A MINE -j RETURN
            """);
        space.Run(() =>
        {
            using var mirror = Mirror();
            Start(space, mirror);
            Assert.True(mirror.Follow());
            var handle = Handles(space)[0];
            space.Ask([.. change.Select(word => word == "HANDLE" ? $"{handle}" : word)]);
            Assert.Equal(handle, Handles(space)[0]);
            Assert.True(mirror.Follow());
            Compare(mirror.Rules!, Read(space), "in place");
        });

        static List<ulong> Handles(NetworkNamespace space)
        {
            List<ulong> handles = [];
            space.Run(() =>
            {
                using var dump = RulesetDump.Open();
                handles.AddRange(dump.Rules(2, "filter", "MINE").Select(rule => rule.Handle));
            });
            return handles;
        }
    }

    [Fact]
    public void What_cannot_be_followed_is_said_once_and_tried_again_after_a_pause_that_doubles()
    {
        using var space = new NetworkNamespace("refused");
        space.Ask(["iptables-nft", "-N", "MINE"]);
        space.Run(() =>
        {
            var clock = new SetClock();
            var said = new List<string>();
            using var mirror = new RulesetMirror(said.Add, clock);
            Privilege.Without(Privilege.NetAdmin, () => Start(space, mirror));
            Assert.Null(mirror.Rules);
            Assert.Contains("it needs CAP_NET_ADMIN", Assert.Single(said), StringComparison.Ordinal);
            // Too early; and then refused again, which is nothing new and makes the pause two seconds.
            Start(space, mirror);
            Assert.Null(mirror.Rules);
            clock.Pass(TimeSpan.FromSeconds(1));
            Privilege.Without(Privilege.NetAdmin, () => Start(space, mirror));
            Assert.Single(said);
            clock.Pass(TimeSpan.FromSeconds(1));
            Start(space, mirror);
            Assert.Null(mirror.Rules);
            clock.Pass(TimeSpan.FromSeconds(1));
            Start(space, mirror);
            Assert.True(mirror.Follow());
        });
    }

    [Fact]
    public void A_long_chain_that_changes_while_it_is_read_is_followed()
    {
        using var space = new NetworkNamespace("shift");
        Restore(space, Family.IPv4,
            $"*filter\n:LONG - [0:0]\n{Repeat(3000, i => $"-A LONG -s 10.{i / 250}.{i % 250}.1/32 -j DROP")}COMMIT\n");
        var block = Repeat(100, _ => "*filter\n-I LONG -s 10.99.0.1/32 -j ACCEPT\nCOMMIT\n*filter\n-D LONG 1\nCOMMIT");
        Churn(space, block, mirror =>
        {
            // A rule may be listed twice when another comes before it; that must harm nothing.
            mirror.Follow();
        });
    }

    [Fact]
    public void A_chain_that_is_listed_while_another_table_changes_is_not_lost()
    {
        using var space = new NetworkNamespace("lists");
        Restore(space, Family.IPv4, $"*nat\n:GONE - [0:0]\nCOMMIT\n*filter\n{Repeat(3000, i => $":KEEP_{i} - [0:0]")}COMMIT\n");
        var block = Repeat(100, i => $"*filter\n:FORWARD {(i % 2 == 0 ? "DROP" : "ACCEPT")} [0:0]\nCOMMIT\n"
            + "*nat\n-X GONE\nCOMMIT\n*nat\n:GONE - [0:0]\nCOMMIT");
        Churn(space, block, mirror =>
        {
            if (!mirror.Follow()) return;
            var chains = mirror.Rules!.Single(rules => rules.Family == Family.IPv4).Table("filter")!.Chains;
            Assert.Equal(3000, chains.Keys.Count(name => name.StartsWith("KEEP_", StringComparison.Ordinal)));
        });
    }

    [Theory]
    [InlineData("iptables-nft", "-A", "MINE", "-m", "string", "--string", "x", "--algo", "bm", "-j", "DROP")]
    [InlineData("nft", "add", "rule", "ip", "filter", "MINE", "counter", "accept", "comment", "\"mine\"")]
    [InlineData("nft", "add", "rule", "ip", "filter", "MINE", "drop")]
    [InlineData("nft", "add", "chain", "ip", "filter", "mine", "{ type filter hook forward priority 5; }")]
    [InlineData("nft", "add", "table", "inet", "mine")]
    [InlineData("nft", "add", "table", "ip", "filter", "{ flags dormant; }")]
    [InlineData("nft", "delete", "table", "ip", "filter")]
    [InlineData("nft", "flush", "ruleset")]
    public void What_is_not_understood_is_not_followed(params string[] change)
    {
        using var space = new NetworkNamespace("strange");
        space.Ask(["iptables-nft", "-N", "MINE"]);
        space.Run(() =>
        {
            using var mirror = Mirror();
            Start(space, mirror);
            Assert.True(mirror.Follow());
            space.Ask(change);
            Assert.False(mirror.Follow());
            Assert.Null(mirror.Rules);
        });
    }

    /// <summary>
    /// Looks again and again for ten seconds while somebody commits <paramref name="block"/> over and over, and compares in the
    /// end.
    /// </summary>
    private static void Churn(NetworkNamespace space, string block, Action<RulesetMirror> look) =>
        space.Run(() =>
    {
        using var mirror = Mirror();
        Start(space, mirror);
        using var stop = new CancellationTokenSource();
        var churn = new Thread(() =>
        {
            while (!stop.IsCancellationRequested) Restore(space, Family.IPv4, block);
        });
        churn.Start();
        try
        {
            var end = DateTime.UtcNow.AddSeconds(10);
            while (DateTime.UtcNow < end)
            {
                if (mirror.Rules is null) Start(space, mirror);
                look(mirror);
            }
        }
        finally
        {
            stop.Cancel();
            churn.Join();
        }

        if (!mirror.Follow()) Start(space, mirror);
        Compare(mirror.Rules!, Read(space), "in the end");
    });

    private static RulesetMirror Mirror() => new(_ => { }, TimeProvider.System);

    private static string Repeat(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static void Start(NetworkNamespace space, RulesetMirror mirror)
    {
        mirror.Begin();
        mirror.Take(Read(space));
    }

    private static FirewallReading Read(NetworkNamespace space)
    {
        var files = new Dictionary<string, string>
        {
            [RecordFile.Iptables] = space.Ask(["iptables-nft-save"]),
            [RecordFile.Ip6tables] = space.Ask(["ip6tables-nft-save"]),
            [RecordFile.Nft] = space.Ask(["nft", "-j", "list", "ruleset"]),
        };
        return FirewallReader.Read(new HostRecord(new HostHeader("", "", "", "", "", []), files));
    }

    private static void Restore(NetworkNamespace space, Family family, string text) =>
        space.Ask([family == Family.IPv4 ? "iptables-nft-restore" : "ip6tables-nft-restore", "--noflush"], text);

    private static void Compare(IReadOnlyList<RuleSet> followed, FirewallReading printed, string where)
    {
        foreach (var rules in printed.RuleSets)
        {
            var mine = followed.Single(other => other.Family == rules.Family && other.Backend == rules.Backend);
            Assert.Equal(Lines(rules), Lines(mine));
        }

        IEnumerable<string> Lines(RuleSet rules) =>
            from table in rules.Tables
            orderby table.Name
            from chain in table.Chains.Values.OrderBy(chain => chain.Name, StringComparer.Ordinal)
            from line in chain.Rules.Select(rule => $"{rule.Number} {rule.Text} {rule.Target} {string.Join(' ', rule.Matches)}")
                .Prepend($"{table.Name} {chain.Name} {chain.Policy}")
            select $"{where}: {line}";
    }
}
